package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SharesTest {
    @Property
    void everyRowOfEveryHiddenNodeIsInExactlyOneShare(
            @ForAll @IntRange(max = 9) int hiddenLayers,
            @ForAll @IntRange(min = 1, max = 70) int batch,
            @ForAll @IntRange(min = 1, max = 17) int workers) {
        Chain chain = Chain.multilayerPerceptron(30, hiddenLayers, 12, 5);
        List<List<Shares.Share>> shares = Shares.ofHiddenNodes(chain, batch, workers);
        int[][] taken = new int[chain.length()][batch];
        for (List<Shares.Share> ofWorker : shares) {
            for (Shares.Share share : ofWorker) {
                for (int i = 0; i < share.rows(); i++) {
                    taken[share.node()][share.firstRow() + i]++;
                }
            }
        }
        assertEquals(workers, shares.size());
        for (int l = 1; l < chain.length(); l++) {
            for (int i = 0; i < batch; i++) {
                assertEquals(1, taken[l][i], "node " + l + " row " + i);
            }
        }
    }
}
