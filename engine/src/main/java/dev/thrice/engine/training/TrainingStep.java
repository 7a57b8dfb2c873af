package dev.thrice.engine.training;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.OutputShare;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of training: feedforward pass, errors, gradients, and the optimizer's update, on the engine's workers throughout.
 * Parameters are written only if the loss and every gradient are finite. An incremental algorithm updates them in every
 * inference step, as long as that holds. Allocates nothing.
 */
public final class TrainingStep {
    private final Engine engine;
    private final Network network;
    private final Kernels kernels;
    private final Slice[][] slices;
    private final boolean[] finite;
    private final WorkerTeam.Job update = this::update;
    private long steps;
    private long updates;
    private boolean begun;
    private double loss;

    /** Some elements of a parameter, their gradient, and what happens to them. */
    private record Slice(Tensor theta, Tensor gradient, Optimizer.Update update) {}

    /**
     * Plans it.
     *
     * @param engine whose network is to learn
     * @param optimizer that follows the gradient
     * @throws IllegalArgumentException if the optimizer's learning rates are for another chain
     */
    public TrainingStep(Engine engine, Optimizer optimizer) {
        this.engine = engine;
        network = engine.network();
        kernels = network.kernels();
        int workers = engine.team().workers();
        finite = new boolean[workers];
        List<Parameters> moments = Stream.generate(() -> Parameters.zeros(network.arena(), network.chain()))
                .limit(optimizer.moments())
                .toList();
        slices = new Slice[workers][];
        for (int w = 0; w < workers; w++) {
            slices[w] = slices(optimizer, moments, w);
        }
    }

    /**
     * Trains on the batch that is in the network.
     *
     * @return the mean loss of the batch, before the update
     * @throws DivergenceException if something is not finite, or the inference diverges; parameters are then those of the
     *     step before, or of the last finite update of an incremental algorithm
     */
    public double run() {
        steps++;
        begun = false;
        Arrays.fill(finite, true);
        try {
            engine.gradients(update);
        } catch (DivergenceException e) { // before the update
            throw diverged(e.getMessage());
        }
        if (!allFinite()) {
            throw diverged(firstNotFinite() + ", expected finite numbers");
        }
        return loss;
    }

    private DivergenceException diverged(String what) {
        String kept = engine.inference().incremental() ? "last finite update" : "step before";
        return new DivergenceException(
                "training step " + steps + ": " + what + "; the parameters are those of the " + kept);
    }

    private void update(int worker, WorkerTeam team) {
        if (worker == 0) {
            updates++;
            if (!begun) {
                loss = network.loss();
                begun = true;
            }
        }
        boolean good = finite[worker];
        for (Slice slice : slices[worker]) {
            good &= kernels.allFinite(slice.gradient);
        }
        finite[worker] = good; // once: the others' are in the same cache line
        team.meet(); // nobody writes a parameter before all have looked
        if (allFinite()) {
            for (Slice slice : slices[worker]) {
                if (team.workers() > 1) {
                    slice.theta.claim(); // all have read it
                }
                slice.update.run(updates);
            }
        }
    }

    private boolean allFinite() {
        boolean all = Double.isFinite(loss);
        for (boolean good : finite) {
            all &= good;
        }
        return all;
    }

    /** What is to blame, in the order in which one thing spoils the next. */
    private String firstNotFinite() {
        int length = network.chain().length();
        if (!kernels.allFinite(network.inputs())) {
            return "NaN or infinity in the inputs";
        }
        for (int l = 1; l <= length; l++) {
            if (!kernels.allFinite(network.activation(l))) {
                return "NaN or infinity in the output of layer " + (l - 1);
            }
        }
        if (!Double.isFinite(loss)) {
            return "loss " + loss;
        }
        for (int l = length; l >= 1; l--) {
            if (l < length && !kernels.allFinite(engine.nodes().value(l))) {
                return "NaN or infinity in the latents of node " + l;
            }
            if (!kernels.allFinite(engine.nodes().delta(l))) {
                return "NaN or infinity in the errors of node " + l;
            }
        }
        return "NaN or infinity in the gradient of layer " + layerOfGradient();
    }

    private int layerOfGradient() {
        int layer = 0;
        while (layer < network.chain().length() - 1
                && engine.gradient().of(layer).stream().allMatch(kernels::allFinite)) {
            layer++;
        }
        return layer;
    }

    private Slice[] slices(Optimizer optimizer, List<Parameters> moments, int worker) {
        List<Slice> own = new ArrayList<>();
        Parameters parameters = network.parameters();
        for (int l = 0; l < parameters.length(); l++) {
            float rate = optimizer.learningRates().of(l, parameters.length());
            OutputShare share = engine.outputs(worker, l);
            for (int p = 0; p < parameters.of(l).size(); p++) {
                int layer = l;
                int index = p;
                Tensor gradient = share.of(engine.gradient().of(l).get(p));
                boolean learned =
                        network.chain().function(l).parameters().get(p).learned();
                if (learned && gradient.rows() > 0 && gradient.columns() > 0) {
                    Tensor theta = share.of(parameters.of(l).get(p));
                    List<Tensor> memory = moments.stream()
                            .map(moment -> share.of(moment.of(layer).get(index)))
                            .toList();
                    own.add(new Slice(theta, gradient, optimizer.plan(kernels, theta, gradient, memory, rate)));
                }
            }
        }
        return own.toArray(Slice[]::new);
    }
}
