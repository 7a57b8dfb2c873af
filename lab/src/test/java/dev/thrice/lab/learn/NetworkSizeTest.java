package dev.thrice.lab.learn;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkSizeTest {
    private static final Memory PLENTY = new Memory(1e18, 1e18);

    @ParameterizedTest
    @CsvSource({"0, 64, 64", "1, 1, 1", "5, 64, 64", "20, 100, 8", "3, 1024, 256", "2, 17, 4096"})
    void itIsNeverLessThanWhatTrainingTakesAndNotFarMore(int hiddenLayers, int width, int batch) {
        LearningAlgorithm most = new VariationalPc(1, 1f);
        MemoryPlan plan = MemoryPlan.of(
                Chain.multilayerPerceptron(784, hiddenLayers, width, 10), batch, most, new Adam(LearningRates.all(1f)));
        double bytes = new NetworkSize(hiddenLayers, width, batch).footprint().bytes(3);
        assertTrue(bytes >= plan.total(), bytes + " for " + plan);
        assertTrue(new NetworkSize(hiddenLayers, width, batch).parameterBytes() >= plan.parameters());
        assertTrue(bytes <= 20 * plan.total(), bytes + " for " + plan);
    }

    @ParameterizedTest
    @CsvSource({"15, 4, 1, 16, 8", "12288, 2, 5, 64, 64", "250000, 256, 2, 128, 32"})
    void soItIsOnDataOfOtherSizes(int features, int classes, int hiddenLayers, int width, int batch) {
        MemoryPlan plan = MemoryPlan.of(
                Chain.multilayerPerceptron(features, hiddenLayers, width, classes),
                batch,
                new VariationalPc(1, 1f),
                new Adam(LearningRates.all(1f)));
        NetworkSize size = new NetworkSize(hiddenLayers, width, batch).on(features, classes);
        double bytes = size.footprint().bytes(3);
        assertTrue(bytes >= plan.total() && size.parameterBytes() >= plan.parameters(), bytes + " for " + plan);
        assertTrue(features < 784 || bytes <= 20 * plan.total(), bytes + " for " + plan);
    }

    /** 2000 x 2000 pixels by 537 units are more than 2^31. */
    @Test
    void noMatrixOfTheDataOverflows() {
        new NetworkSize(1, 536, 536).on(4_000_000, 10).inRange(0, 1);
        assertEquals(
                "--width 537, expected 1 to 536, for matrices of fewer than 2^31 elements on images of 4000000 pixels",
                assertThrows(
                                UsageError.class,
                                () -> new NetworkSize(1, 537, 1)
                                        .on(4_000_000, 10)
                                        .inRange(0, 1))
                        .getMessage());
        assertThrows(
                UsageError.class,
                () -> new NetworkSize(1, 1, 537).on(4_000_000, 10).inRange(0, 1));
    }

    @Test
    void whatTakesMoreThanThereIsIsRefusedInOneLineOfNumbers() {
        NetworkSize size = new NetworkSize(2, 1024, 1); // 7.4 MB of parameters
        assertDoesNotThrow(() -> size.footprint().require(PLENTY, 1, 3));
        UsageError machine =
                assertThrows(UsageError.class, () -> size.footprint().require(new Memory(1e18, 7e6), 1, 3));
        assertTrue(machine.getMessage().contains("--width 1024"), machine.getMessage());
        assertTrue(machine.getMessage().contains("7 MB"), machine.getMessage());
        UsageError heap = assertThrows(UsageError.class, () -> size.footprint().require(new Memory(1e4, 1e18), 1, 3));
        assertTrue(heap.getMessage().contains("heap"), heap.getMessage());
    }

    @Test
    void noProductOfSizesOverflows() {
        for (int layers : new int[] {0, 1, 2, Integer.MAX_VALUE}) {
            for (int width : new int[] {1, 784, 46_341, 65_536, Integer.MAX_VALUE}) {
                for (int batch : new int[] {1, 65_536, Integer.MAX_VALUE}) {
                    NetworkSize size = new NetworkSize(layers, width, batch);
                    double atLeast = 4. * layers * width + 4. * batch * 784;
                    assertTrue(size.footprint().bytes(3) >= atLeast, size.toString());
                    if ((double) width * width > Integer.MAX_VALUE || (double) batch * 784 > Integer.MAX_VALUE) {
                        assertThrows(UsageError.class, () -> size.inRange(0, 1), size::toString);
                    }
                }
            }
        }
        assertEquals(
                "--width 11585, expected 1 to 11584, for matrices of fewer than 2^31 elements",
                assertThrows(UsageError.class, () -> new NetworkSize(3, 11_585, 1).inRange(0, 16))
                        .getMessage());
    }
}
