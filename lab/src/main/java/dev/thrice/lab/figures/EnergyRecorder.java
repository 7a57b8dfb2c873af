package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.figures.CellResult.EnergyPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Follows the latents of an inference through the field of the free energy (Result 2). */
final class EnergyRecorder {
    private final Engine engine;
    private final FreeEnergyField field;
    private final int length;
    private final List<Double> energies = new ArrayList<>();
    private final List<Double> cosines = new ArrayList<>();
    private double[] position;
    private double[] descent;

    private EnergyRecorder(Network network, LearningAlgorithm algorithm, TensorArena arena) {
        engine = new Engine(network, algorithm, new Sequential());
        field = new FreeEnergyField(network, arena);
        length = network.chain().length();
    }

    /** Runs an inference on the batch that is in the network. */
    static EnergyPath follow(Network network, String name, LearningAlgorithm algorithm) {
        try (TensorArena arena = TensorArena.open()) {
            EnergyRecorder recorder = new EnergyRecorder(network, algorithm, arena);
            recorder.engine.errors(t -> recorder.look());
            return new EnergyPath(name, recorder.energies, recorder.cosines);
        }
    }

    private void look() {
        double[] before = position;
        position = latents();
        if (before != null) {
            cosines.add(cosine(before, position, descent));
        }
        energies.add(field.evaluate());
        descent = new double[position.length];
        int i = 0;
        for (int l = 1; l < length; l++) {
            i = append(field.descent(l), descent, i);
        }
    }

    /** Where values are kept, they are the latents; under the fixed-prediction assumption x_l = mu_l + e_l (3.20). */
    private double[] latents() {
        Network network = engine.network();
        boolean kept = engine.algorithm().keeps().contains(NodeVariable.VALUE);
        int width = IntStream.range(1, length).map(network.chain()::width).sum();
        double[] all = new double[network.batch() * width];
        int next = 0;
        for (int l = 1; l < length; l++) {
            Tensor x = engine.nodes().value(l);
            int first = next;
            next = append(x, all, first);
            if (!kept) {
                add(engine.error(l), all, first);
            }
            fill(field.latent(l), all, first);
        }
        return all;
    }

    private static void add(Tensor more, double[] to, int first) {
        int next = first;
        for (int i = 0; i < more.rows(); i++) {
            for (int j = 0; j < more.columns(); j++) {
                to[next++] += more.get(i, j);
            }
        }
    }

    private static void fill(Tensor to, double[] from, int first) {
        int next = first;
        for (int i = 0; i < to.rows(); i++) {
            for (int j = 0; j < to.columns(); j++) {
                to.set(i, j, (float) from[next++]);
            }
        }
    }

    private static int append(Tensor from, double[] to, int first) {
        int next = first;
        for (int i = 0; i < from.rows(); i++) {
            for (int j = 0; j < from.columns(); j++) {
                to[next++] = from.get(i, j);
            }
        }
        return next;
    }

    private static double cosine(double[] from, double[] to, double[] direction) {
        double dot = 0;
        double square = 0;
        double directionSquare = 0;
        for (int i = 0; i < from.length; i++) {
            double step = to[i] - from[i];
            dot += step * direction[i];
            square += step * step;
            directionSquare += direction[i] * direction[i];
        }
        return dot / Math.sqrt(square * directionSquare);
    }
}
