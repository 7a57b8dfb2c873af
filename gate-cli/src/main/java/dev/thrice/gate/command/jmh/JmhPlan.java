package dev.thrice.gate.command.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * How a benchmark is run: as its annotations and the user's options say, but in one fork a JVM, and in iterations of a second where they say
 * more and the user nothing. Both builds as the candidate's annotations say.
 *
 * @param base the one build
 * @param candidate the other
 * @param options as the user gave them, but for what selects benchmarks
 * @param instructions whether they are counted
 */
record JmhPlan(JmhBuild base, JmhBuild candidate, List<String> options, boolean instructions) {
    /** Of an iteration, at most. JMH's own is 10. */
    static final double SECONDS = 1;

    private static final String WARM_UP = "-w";
    private static final String MEASUREMENT = "-r";
    private static final double MICROS = 1e6;

    /** A JVM that lists the candidate's benchmarks with their parameters, under the same options. */
    List<String> listing() {
        List<String> command = new ArrayList<>(jvm(candidate));
        command.add("-lp");
        command.addAll(options);
        return command;
    }

    private static List<String> jvm(JmhBuild build) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djmh.ignoreLock=true", // whoever else measures here is seen by what he takes
                "-cp",
                build.classPath(),
                "org.openjdk.jmh.Main");
    }

    /** A JVM that runs one method, under all values of its parameters and in all its modes. */
    List<String> command(JmhBuild build, String method, Path results) {
        List<String> command = new ArrayList<>(jvm(build));
        command.add('^' + method.replace(".", "[.]").replace("$", "[$]") + '$');
        command.addAll(options);
        if (!options.contains("gc")) { // twice it would be told twice
            command.addAll(List.of("-prof", "gc"));
        }
        if (instructions && options.stream().noneMatch(option -> option.startsWith("perfnorm"))) {
            command.addAll(List.of("-prof", "perfnorm:events=" + InstructionCounter.EVENT));
        }
        command.addAll(List.of("-f", "1", "-wf", "0", "-foe", "true", "-rf", "json", "-rff"));
        command.add(results.toString());
        length(WARM_UP, method, JmhBenchmark::warmUpSeconds, command);
        length(MEASUREMENT, method, JmhBenchmark::seconds, command);
        return command;
    }

    private void length(String option, String method, Function<JmhBenchmark, Double> annotated, List<String> command) {
        if (!options.contains(option)) {
            double seconds = Objects.requireNonNullElse(annotated.apply(candidate.benchmark(method)), SECONDS);
            command.addAll(List.of(option, Math.round(MICROS * Math.min(seconds, SECONDS)) + " us"));
        }
    }

    /** Whether the gate says what the benchmark's annotation says otherwise. */
    boolean isOverridden(JmhBenchmark benchmark) {
        return longer(WARM_UP, benchmark.warmUpSeconds()) || longer(MEASUREMENT, benchmark.seconds());
    }

    private boolean longer(String option, Double annotated) {
        return annotated != null && annotated > SECONDS && !options.contains(option);
    }
}
