package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PlanTest {
    @Command
    private static final class Line {
        @Mixin
        private Options options;
    }

    private static void checked(String... arguments) {
        Plan.requireRoom(options(arguments), new Memory(1e9, 1e9), 784, 10);
    }

    private static Options options(String... arguments) {
        Line line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return line.options;
    }

    private static Plan plan(String... arguments) {
        return new Plan(options(arguments), 784, 10);
    }

    @Test
    void networksAreAsWideAsTheData() {
        for (Plan.Case planned : new Plan(options("--quick"), 15, 4).cases()) {
            assertEquals(15, planned.chain().width(0));
            assertEquals(4, planned.chain().width(planned.chain().length()));
        }
    }

    /** The largest of the quick run is of 256. */
    @Test
    void aBatchOfEverySizeHasToBeThere() {
        try (Arena arena = Arena.ofConfined()) {
            Dataset few = SyntheticDigits.generate(256, 1, arena);
            plan("--quick").requireEnough(new Mnist(few, few, "own data", "for a test"));
            Mnist fewer = new Mnist(few.slice(0, 255), few, "own data", "for a test");
            assertEquals(
                    "255 examples to train on, expected at least 256, the largest batch that is measured",
                    assertThrows(UserError.class, () -> plan("--quick").requireEnough(fewer))
                            .getMessage());
        }
    }

    /** Forks are told what data there are to be. */
    @Test
    void forksHaveTheSameData() {
        for (String data : List.of("--dir=x", "--data=x", "--generated")) {
            List<String> arguments = options(data).arguments();
            assertTrue(arguments.contains(data), arguments.toString());
            assertEquals(arguments, options(arguments.toArray(String[]::new)).arguments());
        }
        assertTrue(options().arguments().stream().noneMatch(argument -> argument.matches("--(dir|data|gen).*")));
    }

    @Test
    void everySweepPassesThroughTheMainNetwork() {
        for (Plan plan : List.of(plan(), plan("--quick"))) {
            assertEquals(
                    Map.of("chain length", 6.0, "width", 64.0, "batch", 64.0, "bottleneck", 1.0),
                    plan.main().sweeps());
            Set<String> names = new HashSet<>();
            for (Plan.Case planned : plan.cases()) {
                assertTrue(names.add(planned.name()), planned.name()); // by which forks are put together
                assertTrue(planned.rounds() > 1, planned.name());
                assertEquals(planned.equals(plan.main()), planned.main());
            }
            for (String sweep : plan.main().sweeps().keySet()) {
                long points = plan.cases().stream()
                        .filter(planned -> planned.sweeps().containsKey(sweep))
                        .count();
                assertTrue(points >= 3, sweep);
            }
        }
    }

    @Test
    void aSweepVariesWhatItSays() {
        for (Plan.Case planned : plan("--width=32", "--batch=16").cases()) {
            planned.sweeps().forEach((sweep, value) -> {
                switch (sweep) {
                    case "chain length" -> assertEquals(value, planned.chain().length());
                    case "width" -> assertEquals(value, planned.chain().width(1));
                    case "batch" -> assertEquals(value, planned.batch());
                    default -> {
                        assertEquals(32 * value, planned.chain().width(3));
                        assertEquals(32, planned.chain().width(2));
                        assertEquals(32, planned.chain().width(4));
                    }
                }
            });
        }
    }

    @Test
    void withoutHiddenLayersNothingHasAWidth() {
        List<Plan.Case> cases = plan("--hidden-layers=0").cases();
        assertEquals(
                cases.size(), cases.stream().map(Plan.Case::name).distinct().count());
        assertEquals(Set.of("chain length", "batch"), cases.getFirst().sweeps().keySet());
    }

    @Test
    void everyNetworkOfThePlanNeedsRoom() {
        checked();
        checked("--hidden-layers=20", "--width=128");
        for (String large : List.of("--width=2000", "--hidden-layers=5000", "--batch=20000", "--forks=1000")) {
            assertThrows(UsageError.class, () -> checked(large), large);
        }
    }

    /** A quarter of a million parameters for each of 64 units. */
    @Test
    void theDatasOwnSizeNeedsRoom() {
        Memory memory = new Memory(1e9, 1e9);
        Plan.requireRoom(options(), memory, 1_000, 10);
        String message = assertThrows(UsageError.class, () -> Plan.requireRoom(options(), memory, 500 * 500, 10))
                .getMessage();
        assertTrue(message.contains("--batch 64 on images of 250000 pixels takes about "), message);
    }

    @Test
    void aMeaninglessBatchIsRefused() {
        assertThrows(UsageError.class, () -> checked("--batch=0"));
    }
}
