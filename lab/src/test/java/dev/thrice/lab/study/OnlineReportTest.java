package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.data.SyntheticDigits;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.UserError;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.learn.OptimizerRule;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OnlineReportTest {
    private static final List<Float> RATES = List.of(.0001f, .001f, .01f, .1f, 1f, 10f);

    /** What is known beforehand: VPC trains at 5 of 6 rates, FPA at 1, backprop at 3; with Adam FPA at 2, VPC at 4. */
    @Test
    void answersWhatTheResultsSay() {
        List<OnlineResult> results = new ArrayList<>();
        for (OptimizerRule optimizer : OptimizerRule.values()) {
            for (Contender contender : Contender.values()) {
                int more = optimizer == OptimizerRule.ADAM ? 1 : 2;
                int band = contender == Contender.VPC ? 3 + more : contender == Contender.FPA ? 3 - more : 3;
                for (int i = 0; i < RATES.size(); i++) {
                    for (int seed = 1; seed <= 3; seed++) {
                        boolean trains = i < band;
                        results.add(
                                new OnlineResult(1, optimizer, contender, RATES.get(i), seed, trains ? .9 : .1, ""));
                    }
                }
            }
        }
        String text = new OnlineReport(results, Map.of(), 4, 1).text();
        String wide = "the band of FPA is narrower than backprop's and that of VPC wider than backprop's";
        String same = "the band of FPA is as wide as backprop's, to a step of the grid and that of VPC as wide as";
        assertTrue(
                text.startsWith(
                        "At batch size 1, with sgd " + wide + "; with momentum " + wide + "; with adam " + same),
                text);
        assertTrue(text.contains("5.00 [5.00, 5.00]"), text);
        // a(k, 4) at gamma 1/2: 5/16, 11/16, 15/16, 1
        assertTrue(text.contains("0.3125, 0.6875, 0.9375, 1.0000"), text);
    }

    @Test
    void seedsThatDisagreeAreNoAnswer() {
        List<OnlineResult> results = new ArrayList<>();
        for (OptimizerRule optimizer : OptimizerRule.values()) {
            for (Contender contender : Contender.values()) {
                for (float rate : RATES) {
                    for (int seed = 1; seed <= 3; seed++) {
                        boolean trains = contender == Contender.BACKPROP || seed == 1;
                        results.add(new OnlineResult(8, optimizer, contender, rate, seed, trains ? .9 : .1, ""));
                    }
                }
            }
        }
        String text = new OnlineReport(results, Map.of(), 4, 1).text();
        assertTrue(text.contains("not shown to differ from backprop's"), text);
    }

    @Test
    void trainsEachKindAtEachRate() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(480, 1, arena),
                    SyntheticDigits.generate(100, 2, arena),
                    "generated",
                    "for a test");
            OnlineOptions options = CommandLine.populateCommand(
                    new OnlineOptions(),
                    "--samples=96",
                    "--rates-a-decade=1",
                    "--seeds=1",
                    "--width=8",
                    "--batches=8,1",
                    "--hidden-layers=1");
            OnlinePlan plan = new OnlinePlan(options, Kernels.select("scalar"), digits);
            List<Cell<OnlineResult>> cells = plan.cells();
            assertEquals(2 * 3 * 3 * 6, cells.size());
            assertEquals(cells.size(), cells.stream().map(Cell::name).distinct().count());
            OnlineResult result = cells.getLast().run().get();
            assertEquals(new OnlineResult(8, OptimizerRule.ADAM, Contender.VPC, 10f, 1, result.test(), ""), result);
        }
    }

    @Test
    void moreSamplesThanThereAreAreRefused() {
        OnlineOptions options = CommandLine.populateCommand(new OnlineOptions(), "--samples=56000");
        UserError e = assertThrows(UserError.class, () -> options.check(60_000));
        assertEquals("samples 56000, expected 1 to 11 of 12 of 60000", e.getMessage());
        CommandLine.populateCommand(new OnlineOptions(), "--samples=55000").check(60_000);
    }
}
