package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.TensorArena;
import java.util.List;

/** A network under test, which it closes, and the workers for it, whom it does not. */
final class Subject implements AutoCloseable {
    private final Network network;
    private final WorkerTeam team;
    private final TensorArena arena = TensorArena.open();

    Subject(Network network, WorkerTeam team) {
        this.network = network;
        this.team = team;
    }

    Network network() {
        return network;
    }

    WorkerTeam team() {
        return team;
    }

    /** For what else is measured with it; closes with it. */
    TensorArena arena() {
        return arena;
    }

    int length() {
        return network.chain().length();
    }

    /** One worker, and all where there are more. */
    List<Executor> sequentialAndAll() {
        return team.workers() == 1 ? List.of(new Sequential()) : List.of(new Sequential(), new BatchParallel(team));
    }

    /** An algorithm on the network, on all workers. */
    Engine engine(LearningAlgorithm algorithm) {
        return new Engine(network, algorithm, new BatchParallel(team));
    }

    @Override
    public void close() {
        network.close();
        arena.close();
    }
}
