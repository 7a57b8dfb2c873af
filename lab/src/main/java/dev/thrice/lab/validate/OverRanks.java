package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.lab.command.SharedProcessors;
import dev.thrice.lab.learn.Footprint;
import dev.thrice.lab.results.RankTimes;
import dev.thrice.lab.scaling.RankErrors;
import dev.thrice.mpi.Mpi;
import java.nio.ByteBuffer;

/** What validate does under mpirun: rank 0 measures as one process does, the others asleep; then all of them time the first network. */
final class OverRanks {
    private static final int ROUNDS = 25;
    private static final int QUICK_ROUNDS = 9;

    /** Of rank 0, which has several. */
    private static final int NETWORKS = 5;

    private final Mpi mpi;
    private final Options options;
    private Plan.Case main;

    OverRanks(Mpi mpi, Options options) {
        this.mpi = mpi;
        this.options = options;
    }

    /** What other ranks than 0 do. */
    void follow() {
        agree(0, 0);
        time();
    }

    /**
     * That the network is one for so many ranks. For rank 0 to call once it knows the data, before it measures.
     *
     * @return what is to be said of them
     * @throws UsageError if there are too many ranks for the network, or too little memory
     */
    String agree(int features, int classes) {
        if (mpi.rank() == 0) {
            main = new Plan(options, features, classes).main();
            require();
        }
        mpi.sleepingBarrier(); // what is wrong, rank 0 finds and says
        byte[] shape = ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(features)
                .putInt(classes)
                .array();
        ByteBuffer agreed = ByteBuffer.wrap(mpi.broadcast(0, shape));
        main = new Plan(options, agreed.getInt(), agreed.getInt()).main();
        return ", then the first over " + mpi.size() + " ranks of " + mpi.library() + SharedProcessors.bound()
                + SharedProcessors.said(mpi, 1);
    }

    private void require() {
        Chain chain = main.chain();
        String ranks = mpi.size() + " ranks";
        UsageError.require(
                ranks + " for " + main.name() + ", layers",
                chain.length(),
                mpi.size() <= chain.length(),
                "at least one a rank");
        UsageError.require(ranks + " --batch", main.batch(), mpi.size() <= main.batch(), "at least a sample a rank");
        Footprint.of(ranks + " with " + main.name(), chain, main.batch()).require(Memory.here(), mpi.size(), NETWORKS);
    }

    /** What errors take, on rank 0; null on others. */
    RankTimes time() {
        mpi.sleepingBarrier();
        return RankErrors.time(
                mpi, options.provider.kernels(), main.chain(), main.batch(), options.quick ? QUICK_ROUNDS : ROUNDS);
    }
}
