package dev.thrice.engine;

import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;

/** The chain's loss in float64, written from its definition (2.1), with no derivative in it. */
final class Reference {
    private Reference() {}

    /** The mean negative log-likelihood; one parameter may be shifted: weight (i, j) of a layer, or bias i with j = -1. */
    static double loss(Network network, int layer, int i, int j, double shift) {
        Chain chain = network.chain();
        Labels labels = network.labels();
        double loss = 0;
        for (int sample = 0; sample < network.batch(); sample++) {
            double[] x = row(network.inputs(), sample);
            for (int l = 0; l < chain.length(); l++) {
                Tensor w = network.parameters().weight(l);
                double[] y = new double[w.rows()];
                for (int o = 0; o < y.length; o++) {
                    y[o] = network.parameters().bias(l).get(0, o) + (l == layer && o == i && j < 0 ? shift : 0);
                    for (int p = 0; p < x.length; p++) {
                        y[o] += x[p] * (w.get(o, p) + (l == layer && o == i && p == j ? shift : 0));
                    }
                    if (chain.layer(l).activation() == Activation.TANH) {
                        y[o] = Math.tanh(y[o]);
                    }
                }
                x = y;
            }
            double sum = 0;
            for (double logit : x) {
                sum += Math.exp(logit);
            }
            loss += Math.log(sum) - x[labels.get(sample)];
        }
        return loss / network.batch();
    }

    static double[] row(Tensor t, int index) {
        double[] values = new double[t.columns()];
        for (int j = 0; j < values.length; j++) {
            values[j] = t.get(index, j);
        }
        return values;
    }
}
