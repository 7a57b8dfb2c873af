package dev.thrice.engine.diagnostics;

import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Engine;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The steps of one inference, node by node. Index t is the state after t steps, index l the node; node 0 has zeros. */
public final class InferenceTrace {
    private final List<double[]> energies = new ArrayList<>();
    private final List<double[]> errorNorms = new ArrayList<>();
    private final List<double[]> displacements = new ArrayList<>();
    private final int length;

    private InferenceTrace(int length) {
        this.length = length;
    }

    /**
     * Runs an inference on the batch that is in the network, and looks at every step.
     *
     * @param engine whose inference; an observer that it has does not see this one
     * @return what was seen
     * @throws IllegalStateException if the algorithm keeps no errors, or the engine or its network is in use
     */
    public static InferenceTrace of(Engine engine) {
        InferenceTrace trace = new InferenceTrace(engine.network().chain().length());
        engine.errors(t -> trace.add(engine));
        return trace;
    }

    /**
     * The steps that were taken.
     *
     * @return T
     */
    public int steps() {
        return energies.size() - 1;
    }

    /**
     * The energy of a node, summed over the batch: 1/2 P_l ||e_l||^2, at node L P_L times the loss.
     *
     * @param t in 0 .. T
     * @param node l in 1 .. L
     * @return the node's term of F
     */
    public double energy(int t, int node) {
        return energies.get(t)[node];
    }

    /**
     * The free energy, summed over the batch (3.5).
     *
     * @param t in 0 .. T
     * @return F
     */
    public double freeEnergy(int t) {
        double sum = 0;
        for (double energy : energies.get(t)) {
            sum += energy;
        }
        return sum;
    }

    /**
     * The norm of a node's errors.
     *
     * @param t in 0 .. T
     * @param node l in 1 .. L
     * @return ||e_l||
     */
    public double errorNorm(int t, int node) {
        return errorNorms.get(t)[node];
    }

    /**
     * How far a node's values are from where they started.
     *
     * @param t in 0 .. T
     * @param node l in 1 .. L - 1
     * @return ||x_l - mu_l|| / ||mu_l||, with mu_l of the feedforward pass; 0 where predictions are fixed and values are not
     *     kept
     */
    public double displacement(int t, int node) {
        return displacements.get(t)[node];
    }

    /**
     * The first step after which a node's error was anything but exactly 0.
     *
     * @param node l in 1 .. L
     * @return t, or -1 if there was none
     */
    public int firstArrival(int node) {
        for (int t = 0; t <= steps(); t++) {
            if (errorNorm(t, node) != 0) {
                return t;
            }
        }
        return -1;
    }

    private void add(Engine engine) {
        Network network = engine.network();
        double[] energy = new double[length + 1];
        double[] norm = new double[length + 1];
        double[] displacement = new double[length];
        for (int l = 1; l <= length; l++) {
            double square = network.kernels().sumOfSquares(engine.error(l));
            norm[l] = Math.sqrt(square);
            energy[l] = engine.inference().precision(l) * square / 2;
        }
        float factor = engine.algorithm().reduction().factor(network.batch());
        double loss = network.loss(engine.nodes().prediction(length));
        energy[length] = engine.inference().precision(length) * factor * loss;
        for (int l = 1; l < length; l++) {
            displacement[l] = relativeDistance(engine.nodes().value(l), network.activation(l));
        }
        energies.add(energy);
        errorNorms.add(norm);
        displacements.add(displacement);
    }

    private static double relativeDistance(Tensor x, Tensor reference) {
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                double from = reference.get(i, j);
                distance += (x.get(i, j) - from) * (x.get(i, j) - from);
                norm += from * from;
            }
        }
        return distance == 0 ? 0 : Math.sqrt(distance / norm); // with all outputs 0 too
    }
}
