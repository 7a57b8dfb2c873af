import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Runs a JMH benchmark in this JVM, by one class loader or by two in turns, and says of each the logarithm of the most operations a time. */
final class OneJvm {
    private static final int TURNS = 3;

    private final ClassLoader loader;
    private double most;

    private OneJvm(Path jar) throws Exception {
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private void run(String... words) throws Exception {
        Thread.currentThread().setContextClassLoader(loader); // by which JMH finds what it generated
        Class<?> options = loader.loadClass("org.openjdk.jmh.runner.options.Options");
        Class<?> commandLine = loader.loadClass("org.openjdk.jmh.runner.options.CommandLineOptions");
        Object parsed = commandLine.getConstructor(String[].class).newInstance((Object) words);
        Object runner = loader.loadClass("org.openjdk.jmh.runner.Runner").getConstructor(options).newInstance(parsed);
        for (Object result : all(List.of(runner), "run")) {
            for (Object iteration : all(all(List.of(result), "getBenchmarkResults"), "getIterationResults")) {
                Object primary = call(iteration, "getPrimaryResult");
                most = Math.max(most, (double) call(primary, "getScore"));
            }
        }
    }

    private static List<Object> all(List<Object> of, String method) throws Exception {
        List<Object> found = new ArrayList<>();
        for (Object each : of) {
            found.addAll((Collection<?>) call(each, method));
        }
        return found;
    }

    private static Object call(Object on, String name) throws Exception {
        Method method = on.getClass().getMethod(name);
        return method.invoke(on);
    }

    public static void main(String[] args) throws Exception {
        int builds = Integer.parseInt(args[1]);
        List<OneJvm> sides = new ArrayList<>();
        for (int i = 0; i < builds; i++) {
            sides.add(new OneJvm(Path.of(args[0])));
        }
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < builds; i++) {
                Stream<String> length = Stream.of("-f", "0", "-bm", "thrpt", "-v", "SILENT", "-wi", turn == 0 ? "2" : "1",
                        "-w", "60ms", "-i", "3", "-r", "40ms");
                sides.get((turn + i) % builds)
                        .run(Stream.concat(length, Stream.of(args).skip(2)).toArray(String[]::new));
            }
        }
        sides.forEach(side -> System.out.print(" " + Math.log(side.most)));
    }
}
