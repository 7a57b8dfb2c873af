package dev.thrice.engine.parallel;

import dev.thrice.engine.chain.Chain;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Steps over shares under jcstress: each worker adds to the rows that are its own what the row of the node above was in the
 * step before, with the two meetings that a step has. Two steps on two workers are what they are on one.
 */
public final class SharesStress {
    private static final int STEPS = 2;
    private static final int BATCH = 3;
    private static final Chain CHAIN = Chain.multilayerPerceptron(3, 3, 4, 2);

    private SharesStress() {}

    /** By nodes, which is when workers read what others have written. */
    @JCStressTest
    @Outcome(id = "12, 12", expect = Expect.ACCEPTABLE, desc = "The values of one worker alone.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A value of the wrong step, or a row that is nobody's.")
    @State
    public static class ByNodes {
        private final SpinBarrier barrier = new SpinBarrier(2, new Patience(2));
        private final List<List<Shares.Share>> shares = Shares.byNodes(CHAIN, BATCH, 2, false);
        private final int[][] values = new int[CHAIN.length() + 2][BATCH];
        private final int[][] moved = new int[CHAIN.length() + 1][BATCH];

        private int run(int worker) {
            for (Shares.Share share : shares.get(worker)) {
                java.util.Arrays.fill(values[share.node()], share.node() == CHAIN.length() ? 1 : 0);
            }
            barrier.await();
            for (int t = 0; t < STEPS; t++) {
                for (Shares.Share share : shares.get(worker)) {
                    for (int row = share.firstRow(); row < share.firstRow() + share.rows(); row++) {
                        moved[share.node()][row] = values[share.node()][row] + values[share.node() + 1][row];
                    }
                }
                barrier.await();
                for (Shares.Share share : shares.get(worker)) {
                    System.arraycopy(moved[share.node()], 0, values[share.node()], 0, BATCH);
                }
                barrier.await();
            }
            int sum = 0;
            for (int l = 1; l <= CHAIN.length(); l++) {
                sum += values[l][BATCH - 1] * l;
            }
            return sum;
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = run(0);
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = run(1);
        }
    }
}
