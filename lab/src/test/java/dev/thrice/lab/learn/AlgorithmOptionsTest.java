package dev.thrice.lab.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.AdamPc;
import dev.thrice.engine.algorithm.AugmentedLagrangianPc;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class AlgorithmOptionsTest {
    @Command
    private static final class Holder {
        @Mixin
        private AlgorithmOptions options;
    }

    @Test
    void namesAndNumbersAreThoseOfTheAlgorithms() {
        assertEquals(new Backpropagation(), parse());
        assertEquals(new FixedPrediction(5, 1f), parse("--algorithm", "fpa"));
        assertEquals(new ZeroDivergence(), parse("--algorithm", "z-il"));
        assertEquals(new IncrementalPc(6, 1f), parse("--algorithm", "ipc"));
        assertEquals(new IncrementalPc(4, .5f), parse("--algorithm", "ipc", "--steps", "4", "--step-size", ".5"));
        assertEquals(new ErrorPc(5, .5f), parse("--algorithm", "epc", "--step-size", ".5"));
        assertEquals(new ProximalPc(5, 1f, 1f), parse("--algorithm", "il-prox"));
        assertEquals(new AugmentedLagrangianPc(5, .25f), parse("--algorithm", "pc-alm"));
        assertEquals(new AdamPc(20, .01f), parse("--algorithm", "vpc-adam", "--steps", "20"));
        assertEquals(new LearnedPrecisionPc(5, .015625f), parse("--algorithm", "vpc-precisions"));
        assertEquals(new ProximalPc(9, 1f, .1f), parse("--algorithm", "il-prox", "--steps", "9", "--beta", ".1"));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThrows(UsageError.class, () -> parse("--algorithm", "ipc", "--steps", "0"));
        assertThrows(UsageError.class, () -> parse("--algorithm", "il-prox", "--beta", "0"));
    }

    @Test
    void whatWouldHaveNoEffectIsRefused() {
        requireRefusal("--steps 3, expected none with --algorithm backprop", "--steps=3");
        requireRefusal("--steps 3, expected none with --algorithm z-il", "--algorithm=z-il", "--steps=3");
        requireRefusal("--step-size 1.0, expected none with --algorithm backprop", "--step-size=1");
        requireRefusal("--beta 1.0, expected none with --algorithm fpa", "--algorithm=fpa", "--beta=1");
    }

    private static void requireRefusal(String message, String... args) {
        assertEquals(message, assertThrows(UsageError.class, () -> parse(args)).getMessage());
    }

    private static LearningAlgorithm parse(String... args) {
        Holder holder = new Holder();
        new CommandLine(holder).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return holder.options.trainingAlgorithm(6);
    }
}
