package dev.thrice.lab.learn;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.algorithm.AdamPc;
import dev.thrice.engine.algorithm.AugmentedLagrangianPc;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlgorithmNameTest {
    /** With the engine's own defaults for what there is no number of. */
    @Test
    void aNameIsTheAlgorithmsOfTheEngine() {
        Map<String, LearningAlgorithm> expected = Map.ofEntries(
                entry("backprop", new Backpropagation()),
                entry("fpa", new FixedPrediction(5, .5f)),
                entry("fpa-closed-form", new FixedPredictionClosedForm(5, .5f)),
                entry("vpc", new VariationalPc(5, .5f)),
                entry("z-il", new ZeroDivergence(.5f, true, 0, LossReduction.SUM)),
                entry("ipc", new IncrementalPc(5, .5f)),
                entry("epc", new ErrorPc(5, .5f)),
                entry("il-prox", new ProximalPc(5, .5f, 1f)),
                entry("pc-alm", new AugmentedLagrangianPc(5, .5f)),
                entry("vpc-adam", new AdamPc(5, .5f)),
                entry("vpc-precisions", new LearnedPrecisionPc(5, .5f)));
        AlgorithmName.Numbers numbers = new AlgorithmName.Numbers(5, .5f);
        assertEquals(expected, Arrays.stream(AlgorithmName.values()).collect(Collectors.toMap(Names::of, (Function<
                        AlgorithmName, LearningAlgorithm>)
                name -> name.algorithm(numbers))));
        assertEquals(new ZeroDivergence(), AlgorithmName.Z_IL.algorithm(new AlgorithmName.Numbers(5, 1f)));
    }
}
