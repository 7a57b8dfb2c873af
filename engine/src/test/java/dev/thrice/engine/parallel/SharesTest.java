package dev.thrice.engine.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SharesTest {
    private static final float MARK = 1e9f;

    @Property
    void everyRowOfEveryNodeIsInExactlyOneShare(
            @ForAll @IntRange(max = 9) int hiddenLayers,
            @ForAll @IntRange(min = 1, max = 70) int batch,
            @ForAll @IntRange(min = 1, max = 17) int workers,
            @ForAll boolean predicts) {
        Chain chain = Chain.multilayerPerceptron(30, hiddenLayers, 12, 5);
        requireEachOnce(chain, batch, Shares.byNodes(chain, batch, workers, predicts));
        requireEachOnce(chain, batch, Shares.byRows(chain, Shares.cuts(batch, workers)));
    }

    @Property
    void everyElementOfEveryParameterIsInExactlyOneShare(
            @ForAll @IntRange(max = 9) int hiddenLayers,
            @ForAll @IntRange(min = 1, max = 70) int width,
            @ForAll @IntRange(min = 1, max = 17) int workers) {
        Chain chain = Chain.multilayerPerceptron(30, hiddenLayers, width, 5);
        Collection<List<Integer>> oddAndEven = IntStream.range(0, chain.length())
                .boxed()
                .collect(Collectors.groupingBy(l -> l % 2))
                .values();
        OutputShare[][] shares = Shares.byOutputs(chain, oddAndEven, workers);
        try (Network network = new Network(chain, 1, Kernels.select("scalar"), 1)) {
            for (int l = 0; l < chain.length(); l++) {
                for (Tensor parameter : network.parameters().of(l)) {
                    for (OutputShare[] ofWorker : shares) {
                        Tensor part = ofWorker[l].of(parameter);
                        for (int r = 0; r < part.rows(); r++) {
                            for (int c = 0; c < part.columns(); c++) {
                                assertNotEquals(MARK, part.get(r, c));
                                part.set(r, c, MARK);
                            }
                        }
                    }
                    for (float value : parameter.toArray()) {
                        assertEquals(MARK, value);
                    }
                }
            }
        }
    }

    /** The work of a share is its part of the whole, to a tile of the function where it ends. */
    @Property
    void outputsAreDividedByWork(
            @ForAll @IntRange(max = 9) int hiddenLayers,
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 8) int workers) {
        Chain chain = Chain.multilayerPerceptron(784, hiddenLayers, width, 10);
        List<Integer> functions = IntStream.range(0, chain.length()).boxed().toList();
        double total = 0;
        double tile = 0;
        for (int l : functions) {
            total += chain.function(l).parameterVjpFlops(1);
            tile = Math.max(tile, 4.0 * chain.function(l).parameterVjpFlops(1) / chain.width(l + 1));
        }
        for (OutputShare[] ofWorker : Shares.byOutputs(chain, List.of(functions), workers)) {
            double work = 0;
            for (int l : functions) {
                double part = ofWorker[l].end() - ofWorker[l].first();
                work += part / chain.width(l + 1) * chain.function(l).parameterVjpFlops(1);
            }
            assertEquals(total / workers, work, 2 * tile);
        }
    }

    private static void requireEachOnce(Chain chain, int batch, List<List<Shares.Share>> shares) {
        int[][] taken = new int[chain.length() + 1][batch];
        for (List<Shares.Share> ofWorker : shares) {
            for (Shares.Share share : ofWorker) {
                for (int i = 0; i < share.rows(); i++) {
                    taken[share.node()][share.firstRow() + i]++;
                }
            }
        }
        for (int l = 1; l <= chain.length(); l++) {
            for (int i = 0; i < batch; i++) {
                assertEquals(1, taken[l][i], "node " + l + " row " + i);
            }
        }
    }
}
