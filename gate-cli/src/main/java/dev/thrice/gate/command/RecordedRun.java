package dev.thrice.gate.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.jmh.JmhSamples;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.measure.GateFork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A run of a build against itself, as {@code --json} kept it.
 *
 * @param seconds that the first measurement took
 * @param rules it was judged by
 * @param verdict on the build
 * @param samples what was measured at first, by benchmark
 * @param settings what it was measured on, of and how, but for the order
 */
record RecordedRun(double seconds, Rules rules, Verdict verdict, Map<String, Sample> samples, List<JsonNode> settings) {
    /**
     * Reads one.
     *
     * @param file that the gate wrote
     * @return the run
     * @throws UserError if it is something else, not whole, or of two different builds
     */
    static RecordedRun read(Path file) {
        JsonNode document = JsonFile.tree(file);
        String format = document.path("format").asText();
        if (!format.equals(GateDocument.FORMAT)) {
            throw new UserError(file + ": no run of this gate, expected one that --json wrote, format '"
                    + GateDocument.FORMAT + "'" + (format.isEmpty() ? "" : ", not '" + format + "'"));
        }
        if (document.path("partial").asBoolean()) {
            throw new UserError(file + ": a run that was stopped before it was through, expected a whole one");
        }
        JsonNode build = document.path("base").path("classPath");
        if (!build.equals(document.path("candidate").path("classPath"))) {
            throw new UserError(
                    file + ": base " + document.path("base").path("given").asText() + " and candidate "
                            + document.path("candidate").path("given").asText()
                            + " differ, expected a run of a build against itself");
        }
        JsonNode plan = document.path("plan").deepCopy();
        if (plan instanceof ObjectNode fields) {
            fields.remove("seed");
        }
        return new RecordedRun(
                JsonFile.value(file, document.path("seconds"), Double.class),
                JsonFile.value(file, document.path("rules"), Rules.class),
                JsonFile.value(file, document.path("verdict"), Verdict.class),
                samples(file, document.path("forks")),
                List.of(build, document.path("machine"), document.path("rules"), plan));
    }

    private static Map<String, Sample> samples(Path file, JsonNode forks) {
        if (forks.path(0).has("benchmark")) {
            return JmhSamples.read(file, forks);
        }
        List<GateFork> found = List.of(JsonFile.value(file, forks, GateFork[].class));
        if (found.isEmpty()) {
            throw new UserError(file + ": no forks, expected what a run measured");
        }
        return Sample.of(found);
    }

    /** How long one fork of all benchmarks takes, and its share of what is measured anew since the machine was restless. */
    double secondsAFork() {
        return seconds
                / samples.values().stream()
                        .mapToInt(sample -> sample.ratios().size())
                        .max()
                        .orElseThrow();
    }
}
