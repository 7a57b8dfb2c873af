package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.LayerParallel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.timing.Timed;
import java.util.ArrayList;
import java.util.List;

/** The network under test with the algorithms on it: backpropagation, and FPA-PC on one and on all workers. */
final class Subject implements AutoCloseable {
    static final String FORWARD = "forward";
    static final String BACKPROP = "backprop";
    static final String FPA_ONE = "fpa, 1 worker";
    static final String AND_PARAMETERS = " + parameter VJP";

    private final Network network;
    private final WorkerTeam all;

    Subject(Chain chain, int batch, Kernels kernels, int workers, long seed) {
        network = new Network(chain, batch, kernels, seed);
        all = new WorkerTeam(workers);
    }

    Network network() {
        return network;
    }

    int workers() {
        return all.workers();
    }

    String fpaAllName() {
        return "fpa, " + workers() + " workers";
    }

    static String function(int layer) {
        return "f_" + layer;
    }

    /** What is timed. Every algorithm begins with its own forward pass, as (2.4) and (3.27) have it. */
    List<Timed> contenders() {
        List<Timed> contenders = new ArrayList<>();
        contenders.add(new Timed(FORWARD, network::forward));
        for (int l = 0; l < network.chain().length(); l++) {
            int layer = l;
            contenders.add(new Timed(function(l), () -> network.forward(layer)));
        }
        LearningAlgorithm fpa = new FixedPrediction(network.chain().length() - 1, 1f);
        add(contenders, BACKPROP, new Backpropagation(), new Sequential());
        add(contenders, FPA_ONE, fpa, new Sequential());
        if (workers() > 1) {
            add(contenders, fpaAllName(), fpa, new LayerParallel(all));
        }
        return contenders;
    }

    private void add(List<Timed> contenders, String name, LearningAlgorithm algorithm, Executor executor) {
        Engine engine = new Engine(network, algorithm, executor);
        contenders.add(new Timed(name, engine::errors));
        contenders.add(new Timed(name + AND_PARAMETERS, engine::gradients));
    }

    /** An algorithm on the network, on all workers. */
    Engine engine(LearningAlgorithm algorithm) {
        return new Engine(network, algorithm, new LayerParallel(all));
    }

    @Override
    public void close() {
        all.close();
        network.close();
    }
}
