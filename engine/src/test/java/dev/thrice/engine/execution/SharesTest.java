package dev.thrice.engine.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.chain.Chain;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SharesTest {
    @Property
    void everyRowOfEveryNodeIsInExactlyOneShare(
            @ForAll @IntRange(max = 9) int hiddenLayers,
            @ForAll @IntRange(min = 1, max = 70) int batch,
            @ForAll @IntRange(min = 1, max = 17) int workers,
            @ForAll boolean predicts) {
        Chain chain = Chain.multilayerPerceptron(30, hiddenLayers, 12, 5);
        requireEachOnce(chain, batch, Shares.byNodes(chain, batch, workers, predicts));
        requireEachOnce(chain, batch, Shares.byRows(chain, batch, workers));
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
