package dev.thrice.tests.mpi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An MPI that is installed here, by the command that starts ranks. */
enum Mpirun {
    OPEN_MPI("mpirun.openmpi --allow-run-as-root --oversubscribe"),
    MPICH("mpirun.mpich");

    /** Far more than a test takes. */
    private static final long PATIENCE_SECONDS = 60;

    private final String command;

    Mpirun(String command) {
        this.command = command;
    }

    static List<Mpirun> installed() {
        return Arrays.stream(values()).filter(Mpirun::isInstalled).toList();
    }

    /** Skips a test where none is, and says so. */
    static void assumeInstalled(String test) {
        boolean any = !installed().isEmpty();
        if (!any) {
            System.err.println(
                    "SKIPPED: " + test + " needs mpirun.openmpi or mpirun.mpich on PATH (Debian: openmpi-bin, mpich)");
        }
        assumeTrue(any, "neither mpirun.openmpi nor mpirun.mpich is on PATH");
    }

    private boolean isInstalled() {
        String name = command.split(" ", -1)[0];
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs a program of these tests. */
    Run run(Class<?> program, int ranks, Map<String, String> environment, String... arguments) throws Exception {
        return start(line(program, ranks, arguments), environment);
    }

    private List<String> line(Class<?> program, int ranks, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(List.of("-np", Integer.toString(ranks)));
        line.addAll(java(program, ranks, arguments));
        return line;
    }

    /** Runs it on as many ranks as there are folders, each in its own. */
    Run runIn(List<Path> folders, Class<?> program, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        for (Path folder : folders) {
            line.addAll(line.contains("-np") ? List.of(":") : List.of());
            line.addAll(List.of("-np", "1", "-wdir", folder.toString()));
            line.addAll(java(program, folders.size(), arguments));
        }
        return start(line, Map.of());
    }

    /** Runs it, and kills one of the ranks, as kill -9 does, once there is reason to. */
    Run runAndKill(int rank, Callable<Boolean> when, Class<?> program, int ranks, String... arguments)
            throws Exception {
        return start(line(program, ranks, arguments), Map.of(), mpirun -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!when.call() && !mpirun.waitFor(5, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > end) {
                    mpirun.destroy();
                }
            }
            mpirun.descendants().filter(process -> isRank(process, rank)).forEach(ProcessHandle::destroyForcibly);
        });
    }

    /** By the variables that Open MPI or MPICH gives it. */
    private static boolean isRank(ProcessHandle process, int rank) {
        try {
            String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1);
            return Stream.of(environment.split("\0", -1))
                    .anyMatch(each -> each.equals("OMPI_COMM_WORLD_RANK=" + rank) || each.equals("PMI_RANK=" + rank));
        } catch (IOException e) { // it has ended, or is none of ours
            return false;
        }
    }

    /** Runs it with arguments for each rank. */
    Run runApart(Class<?> program, List<String[]> arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        for (String[] ofRank : arguments) {
            line.addAll(List.of("-np", "1"));
            line.addAll(java(program, arguments.size(), ofRank));
            line.add(":");
        }
        line.removeLast();
        return start(line, Map.of());
    }

    /** Runs it by no mpirun. */
    static Run alone(Class<?> program, Map<String, String> environment, String... arguments) throws Exception {
        return start(java(program, 1, arguments), environment);
    }

    private static List<String> java(Class<?> program, int ranks, String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (ranks > 2) { // on two cores they compile in turns
            line.add("-XX:TieredStopAtLevel=1");
        }
        line.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+ErrorFileToStderr",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** What is done while ranks run. */
    @FunctionalInterface
    private interface Meanwhile {
        void run(Process mpirun) throws Exception;
    }

    private static Run start(List<String> line, Map<String, String> environment) throws Exception {
        return start(line, environment, mpirun -> {});
    }

    private static Run start(List<String> line, Map<String, String> environment, Meanwhile meanwhile) throws Exception {
        Path output = Files.createTempFile("ranks", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            meanwhile.run(process);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy(); // by which mpirun ends all ranks
                process.waitFor();
                throw new IOException(
                        "not ended within " + PATIENCE_SECONDS + " s: " + Files.readString(output, UTF_8));
            }
            List<String> lines = Files.readString(output, UTF_8)
                    .lines()
                    .filter(text -> !text.contains("incubator") && !text.contains("kernels"))
                    .toList();
            return new Run(process.exitValue(), lines);
        } finally {
            Files.delete(output);
        }
    }

    /** How it ended, and what all ranks and mpirun printed. */
    record Run(int exitCode, List<String> lines) {}
}
