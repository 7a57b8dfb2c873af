package dev.thrice.ranks;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.kernels.Tensor;
import dev.thrice.mpi.Exchange;
import dev.thrice.mpi.Message;
import dev.thrice.mpi.Mpi;
import java.util.ArrayList;
import java.util.List;

/** The parameters of stages on ranks, brought together. */
public final class StageParameters {
    /** Beyond those that neighbours number from 0. */
    private static final int TAG = Message.MAXIMUM_TAG;

    private StageParameters() {}

    /**
     * Sends each rank's parameters to rank 0. All ranks call it, while no messages of the stages are under way.
     *
     * @param mpi that carries them
     * @param stages of all ranks, in their order
     * @param all of the whole chain: of each rank those of its stage are read, and on rank 0 the others are written
     */
    public static void gather(Mpi mpi, List<Stage> stages, Parameters all) {
        List<Message> messages = new ArrayList<>();
        for (int rank = 1; rank < stages.size(); rank++) {
            Stage stage = stages.get(rank);
            for (int l = stage.first(); l < stage.end(); l++) {
                for (Tensor tensor : all.of(l)) {
                    if (mpi.rank() == 0) {
                        messages.add(Message.receive(tensor, rank, TAG));
                    } else if (mpi.rank() == rank) {
                        messages.add(Message.send(tensor, 0, TAG));
                    }
                }
            }
        }
        try (Exchange exchange = mpi.exchange(messages.toArray(Message[]::new))) {
            exchange.run();
        }
    }
}
