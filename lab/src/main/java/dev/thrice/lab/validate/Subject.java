package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.LayerParallel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import java.util.List;

/** A network under test and the workers for it, whom it does not close. */
final class Subject implements AutoCloseable {
    private final Network network;
    private final WorkerTeam team;

    Subject(Chain chain, int batch, Kernels kernels, WorkerTeam team, long seed) {
        network = new Network(chain, batch, kernels, seed);
        this.team = team;
    }

    Network network() {
        return network;
    }

    WorkerTeam team() {
        return team;
    }

    int length() {
        return network.chain().length();
    }

    /** One worker, and all where there are more. */
    List<Executor> sequentialAndAll() {
        return team.workers() == 1 ? List.of(new Sequential()) : List.of(new Sequential(), new LayerParallel(team));
    }

    /** An algorithm on the network, on all workers. */
    Engine engine(LearningAlgorithm algorithm) {
        return new Engine(network, algorithm, new LayerParallel(team));
    }

    @Override
    public void close() {
        network.close();
    }
}
