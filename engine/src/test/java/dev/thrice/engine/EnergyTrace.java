package dev.thrice.engine;

import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The free energy (3.5) of the steps of one inference, summed over the batch. Index t is the state after t steps. */
final class EnergyTrace {
    private final List<Double> energies = new ArrayList<>();

    private EnergyTrace() {}

    /** Runs an inference on the batch that is in the network, and looks at every step. */
    static EnergyTrace of(Engine engine) {
        EnergyTrace trace = new EnergyTrace();
        engine.errors(t -> trace.energies.add(freeEnergy(engine)));
        return trace;
    }

    /** T. */
    int steps() {
        return energies.size() - 1;
    }

    double freeEnergy(int t) {
        return energies.get(t);
    }

    /** P_L times the loss, and 1/2 P_l ||e_l||^2 of the nodes below. */
    private static double freeEnergy(Engine engine) {
        Network network = engine.network();
        int length = network.chain().length();
        float factor = engine.algorithm().reduction().factor(network.batch());
        double loss = network.loss(engine.nodes().prediction(length));
        double energy = engine.inference().precision(length) * factor * loss;
        for (int l = 1; l < length; l++) {
            energy += engine.inference().precision(l) * network.kernels().sumOfSquares(engine.error(l)) / 2;
        }
        return energy;
    }

    /** ||x_l - mu_l|| / ||mu_l|| as of the last inference, with mu_l of the feedforward pass. */
    static double displacement(Engine engine, int node) {
        Tensor x = engine.nodes().value(node);
        Tensor reference = engine.network().activation(node);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                double from = reference.get(i, j);
                distance += (x.get(i, j) - from) * (x.get(i, j) - from);
                norm += from * from;
            }
        }
        return Math.sqrt(distance / norm);
    }
}
