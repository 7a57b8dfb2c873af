package dev.thrice.lab.scaling;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.mpi.Exchange;
import dev.thrice.mpi.Message;
import dev.thrice.mpi.Mpi;
import java.util.Arrays;

/** What a message takes from one rank to its neighbour: half of what it takes there and back. */
final class MessageTime {
    private static final int ROUNDS = 31;
    private static final int MESSAGES = 200;

    private MessageTime() {}

    /**
     * Between ranks 0 and 1; for all ranks to call.
     *
     * @param floats of a message
     * @return seconds, on ranks 0 and 1; 0 on others, and where there is one rank
     */
    static double of(Mpi mpi, int floats) {
        double[] rounds = new double[ROUNDS];
        if (mpi.size() > 1 && mpi.rank() < 2) {
            try (TensorArena arena = TensorArena.open()) {
                Tensor tensor = arena.tensor(1, floats);
                int other = 1 - mpi.rank();
                try (Exchange there = mpi.exchange(Message.send(tensor, other, Message.MAXIMUM_TAG - 1));
                        Exchange back = mpi.exchange(Message.receive(tensor, other, Message.MAXIMUM_TAG - 1))) {
                    for (int round = 0; round < ROUNDS; round++) {
                        rounds[round] = round(mpi.rank() == 0 ? there : back, mpi.rank() == 0 ? back : there);
                    }
                }
            }
        }
        mpi.barrier();
        Arrays.sort(rounds);
        return rounds[ROUNDS / 4]; // what else is at work makes the others longer
    }

    private static double round(Exchange first, Exchange second) {
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            first.run();
            second.run();
        }
        return (System.nanoTime() - start) / 1e9 / (2 * MESSAGES);
    }
}
