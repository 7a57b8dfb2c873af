package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.command.SelfTest.Catches;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.measure.GateFork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    private static final Rules RULES = Rules.withMargin(.03);
    private final Random random = new Random(1);

    @Test
    void anEqualBuildRaisesNoAlarm() {
        SelfTest test = new SelfTest(runs(20, 0, .01), List.of(), RULES);
        assertEquals(new Alarms(20, 0, 0, 0), test.recorded());
        assertEquals(new Alarms(300, 0, 0, 0), test.resampled(300, 1));
        assertEquals(List.of(), test.catches());
    }

    @Test
    void alarmsAreCountedBeforeAndAfterTheirConfirmation() {
        List<List<GateFork>> runs = new ArrayList<>(runs(4, 0, .001));
        runs.add(runs(1, .1, .001).getFirst());
        assertEquals(new Alarms(5, 1, 0, 0), new SelfTest(runs, List.of(), RULES).recorded());
        runs.add(runs(1, .1, .001).getFirst());
        assertEquals(new Alarms(6, 2, 1, 0), new SelfTest(runs, List.of(), RULES).recorded());
    }

    @Test
    void noiseIsUndecidedAndNoAlarm() {
        Alarms alarms = new SelfTest(runs(10, 0, .2), List.of(), RULES).recorded();
        assertEquals(new Alarms(10, 0, 0, 10), alarms);
    }

    @Test
    void resamplingIsRepeatable() {
        SelfTest test = new SelfTest(runs(5, Math.log(1.03), .02), List.of(), RULES);
        assertEquals(test.resampled(100, 7), test.resampled(100, 7));
    }

    @Test
    void aFlawIsJudgedInPlaceOfItsTwin() {
        List<List<GateFork>> flawed = Stream.generate(
                        () -> SyntheticForks.normal(Map.of("a + 10 %", Math.log(1.1), "b + 1 %", .01), .005, 8, random))
                .limit(6)
                .toList();
        SelfTest test = new SelfTest(runs(3, 0, .005), flawed, RULES);
        List<Catches> catches = test.catches();
        assertEquals(6, catches.getFirst().confirmed());
        assertEquals(1.1, catches.getFirst().ratio(), .01);
        assertEquals(0, catches.getLast().first());
        assertTrue(test.text(10, 1).contains("b + 1 %"));
    }

    private List<List<GateFork>> runs(int count, double truth, double deviation) {
        return Stream.generate(() -> SyntheticForks.normal(Map.of("a", truth, "b", 0.0), deviation, 8, random))
                .limit(count)
                .toList();
    }
}
