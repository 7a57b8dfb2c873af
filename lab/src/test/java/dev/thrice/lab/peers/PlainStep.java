package dev.thrice.lab.peers;

import java.util.Arrays;
import java.util.List;

/** A step of training written out in loops, in double precision. */
final class PlainStep implements Peer.Task {
    private final List<Integer> widths;
    private final double[][] parameters;
    private final double[][] velocities;
    private final float[] inputs;
    private final int[] labels;
    private final float learningRate;
    private final float momentum;
    private final double factor;

    /** As {@link Peer#trainingStep}; gradients are multiplied by a factor. */
    PlainStep(
            List<Integer> widths,
            List<float[]> parameters,
            float[] inputs,
            int[] labels,
            float learningRate,
            float momentum,
            double factor) {
        this.widths = widths;
        this.parameters = new double[parameters.size()][];
        velocities = new double[parameters.size()][];
        for (int p = 0; p < parameters.size(); p++) {
            this.parameters[p] = new double[parameters.get(p).length];
            velocities[p] = new double[parameters.get(p).length];
            for (int i = 0; i < parameters.get(p).length; i++) {
                this.parameters[p][i] = parameters.get(p)[i];
            }
        }
        this.inputs = inputs;
        this.labels = labels;
        this.learningRate = learningRate;
        this.momentum = momentum;
        this.factor = factor;
    }

    @Override
    public void run() {
        double[][] gradients = new double[parameters.length][];
        for (int p = 0; p < parameters.length; p++) {
            gradients[p] = new double[parameters[p].length];
        }
        for (int sample = 0; sample < labels.length; sample++) {
            addGradients(sample, gradients);
        }
        for (int p = 0; p < parameters.length; p++) {
            for (int i = 0; i < parameters[p].length; i++) {
                velocities[p][i] = momentum * velocities[p][i] + factor * gradients[p][i] / labels.length;
                parameters[p][i] -= learningRate * velocities[p][i];
            }
        }
    }

    @Override
    public float[] result() {
        float[] all = new float
                [Arrays.stream(parameters).mapToInt(values -> values.length).sum()];
        int position = 0;
        for (double[] values : parameters) {
            for (double value : values) {
                all[position++] = (float) value;
            }
        }
        return all;
    }

    private void addGradients(int sample, double[][] gradients) {
        int layers = widths.size() - 1;
        int from = sample * widths.getFirst();
        double[][] nodes = forward(Arrays.copyOfRange(inputs, from, from + widths.getFirst()), 1);
        double[] delta = softmax(nodes[layers]);
        delta[labels[sample]] -= 1;
        for (int l = layers - 1; l >= 0; l--) {
            double[] below = new double[nodes[l].length];
            for (int i = 0; i < delta.length; i++) {
                gradients[2 * l + 1][i] += delta[i];
                for (int j = 0; j < below.length; j++) {
                    gradients[2 * l][i * below.length + j] += delta[i] * nodes[l][j];
                    below[j] += delta[i] * parameters[2 * l][i * below.length + j] * (1 - nodes[l][j] * nodes[l][j]);
                }
            }
            delta = below;
        }
    }

    /** Of the last layer, for one sample; hidden nodes are multiplied by a factor. */
    double[] outputs(float[] sample, double hiddenFactor) {
        return forward(sample, hiddenFactor)[widths.size() - 1];
    }

    private double[][] forward(float[] sample, double hiddenFactor) {
        int layers = widths.size() - 1;
        double[][] nodes = new double[layers + 1][];
        nodes[0] = new double[sample.length];
        for (int i = 0; i < sample.length; i++) {
            nodes[0][i] = sample[i];
        }
        for (int l = 0; l < layers; l++) {
            nodes[l + 1] = affine(l, nodes[l]);
            for (int i = 0; l < layers - 1 && i < nodes[l + 1].length; i++) {
                nodes[l + 1][i] = hiddenFactor * Math.tanh(nodes[l + 1][i]);
            }
        }
        return nodes;
    }

    private double[] affine(int layer, double[] x) {
        double[] y = parameters[2 * layer + 1].clone();
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += parameters[2 * layer][i * x.length + j] * x[j];
            }
        }
        return y;
    }

    private static double[] softmax(double[] x) {
        double sum = 0;
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.exp(x[i]);
            sum += y[i];
        }
        for (int i = 0; i < x.length; i++) {
            y[i] /= sum;
        }
        return y;
    }
}
