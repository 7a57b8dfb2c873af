package dev.thrice.lab.validate;

import dev.thrice.engine.Backpropagation;
import dev.thrice.engine.Chain;
import dev.thrice.engine.FixedPrediction;
import dev.thrice.engine.Network;
import dev.thrice.engine.ParameterGradient;
import dev.thrice.engine.WorkerTeam;
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
    private final WorkerTeam one = new WorkerTeam(1);
    private final WorkerTeam all;
    private final Backpropagation backpropagation;
    private final ParameterGradient backpropagationGradient;
    private final FixedPrediction fpaOne;
    private final FixedPrediction fpaAll;

    Subject(Chain chain, int batch, Kernels kernels, int workers, long seed) {
        network = new Network(chain, batch, kernels, seed);
        all = new WorkerTeam(workers);
        backpropagation = new Backpropagation(network);
        backpropagationGradient = new ParameterGradient(network, backpropagation);
        fpaOne = new FixedPrediction(network, chain.length() - 1, 1f, one);
        fpaAll = new FixedPrediction(network, chain.length() - 1, 1f, all);
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
        ParameterGradient fpaOneGradient = new ParameterGradient(network, fpaOne);
        ParameterGradient fpaAllGradient = new ParameterGradient(network, fpaAll);
        List<Timed> contenders = new ArrayList<>();
        contenders.add(new Timed(FORWARD, network::forward));
        for (int l = 0; l < network.chain().length(); l++) {
            int layer = l;
            contenders.add(new Timed(function(l), () -> network.forward(layer)));
        }
        contenders.add(new Timed(BACKPROP, () -> {
            network.forward();
            backpropagation.run();
        }));
        contenders.add(new Timed(BACKPROP + AND_PARAMETERS, () -> {
            network.forward();
            backpropagation.run();
            backpropagationGradient.run();
        }));
        addFpa(contenders, FPA_ONE, fpaOne, fpaOneGradient);
        if (workers() > 1) {
            addFpa(contenders, fpaAllName(), fpaAll, fpaAllGradient);
        }
        return contenders;
    }

    private void addFpa(List<Timed> contenders, String name, FixedPrediction fpa, ParameterGradient gradient) {
        contenders.add(new Timed(name, () -> {
            network.forward();
            fpa.run();
        }));
        contenders.add(new Timed(name + AND_PARAMETERS, () -> {
            network.forward();
            fpa.run();
            gradient.run();
        }));
    }

    /** Backpropagation's errors and gradient on the network's batch, for others to be held against. */
    Backpropagation backpropagated() {
        network.forward();
        backpropagation.run();
        backpropagationGradient.run();
        return backpropagation;
    }

    ParameterGradient backpropagationGradient() {
        return backpropagationGradient;
    }

    FixedPrediction fpa(float stepSize) {
        return new FixedPrediction(network, 0, stepSize, all);
    }

    @Override
    public void close() {
        one.close();
        all.close();
        network.close();
    }
}
