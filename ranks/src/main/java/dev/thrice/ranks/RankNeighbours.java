package dev.thrice.ranks;

import dev.thrice.engine.execution.Neighbours;
import dev.thrice.kernels.Tensor;
import dev.thrice.mpi.Exchange;
import dev.thrice.mpi.Message;
import dev.thrice.mpi.Mpi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stages on ranks: rank r has the r-th from the input, so the one below is on rank r - 1 and the one above on rank r + 1. One for all
 * networks of a process, since it numbers their messages.
 *
 * <pre>{@code
 * Mpi.run(mpi -> {
 *     Stage stage = Stage.divide(chain, mpi.size(), 20, false).get(mpi.rank());
 *     try (Network network = new Network(stage, new RankNeighbours(mpi), 64, kernels, stage.of(all))) {
 *         TrainingStep step = new TrainingStep(new Engine(network, algorithm, executor), optimizer);
 *         ..
 *     }
 * });
 * }</pre>
 */
public final class RankNeighbours implements Neighbours {
    private final Mpi mpi;
    private final Map<Route, Integer> planned = new HashMap<>();

    /**
     * Of this rank.
     *
     * @param mpi that carries the messages
     */
    public RankNeighbours(Mpi mpi) {
        this.mpi = mpi;
    }

    @Override
    public Transfer send(Side to, List<Tensor> pieces) {
        return transfer(Message.send(pieces, rank(to), tag(to, false)));
    }

    @Override
    public Transfer receive(Side from, Tensor whole) {
        return transfer(Message.receive(whole, rank(from), tag(from, true)));
    }

    private Transfer transfer(Message message) {
        Exchange exchange = mpi.exchange(message);
        return new Transfer() {
            @Override
            public void start() {
                exchange.start();
            }

            @Override
            public void await() {
                exchange.await();
            }
        };
    }

    private int rank(Side side) {
        return mpi.rank() + (side == Side.ABOVE ? 1 : -1);
    }

    /** The number of the message among those that have gone the same way. */
    private int tag(Side side, boolean received) {
        return planned.merge(new Route(side, received), 1, Integer::sum) - 1;
    }

    private record Route(Side side, boolean received) {}
}
