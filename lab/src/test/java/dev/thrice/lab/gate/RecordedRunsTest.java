package dev.thrice.lab.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.measure.Facts;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import dev.thrice.lab.Mutations;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded run that is read back is as it was, and whatever is wrong in it is refused or has its verdict. */
class RecordedRunsTest {
    private static final int FORKS = 3;

    @Test
    void theyAreReadBackWhole(@TempDir Path folder) {
        GateFork[] run = IntStream.rangeClosed(1, FORKS)
                .mapToObj(number -> new GateFork(number, null, List.of(measured("a", number), measured("b", number))))
                .toArray(GateFork[]::new);
        List<Pair> pairs = List.of(new Pair("a", "a"), new Pair("b", "b"));
        Path file = folder.resolve("run-001.json");
        JsonFile.write(file, run);
        assertArrayEquals(run, JsonFile.read(file, GateFork[].class));
        Mutations.assertEachIsRefusedOrUsable(file, read -> {
            GateFork[] found = JsonFile.read(read, GateFork[].class);
            try {
                for (GateFork fork : found) {
                    fork.require(pairs);
                }
            } catch (IllegalArgumentException e) {
                throw new UserError(read + ": " + e.getMessage());
            }
            if (found.length == run.length) { // as the self-test asks
                Judgement.of(Sample.of(List.of(found)), Rules.withMargin(.03)).verdict();
            }
        });
    }

    private static Measured measured(String name, int fork) {
        Facts facts = new Facts(0, 1, new TreeMap<>(Map.of("input VJPs", 5L)));
        Quad quad = new Quad(1_000, 1_000 + fork, 50_000, false);
        return new Measured(name, facts, facts, Collections.nCopies(10, quad));
    }
}
