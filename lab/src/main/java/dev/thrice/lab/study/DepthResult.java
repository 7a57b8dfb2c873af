package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * What came of one training.
 *
 * @param contender who brought errors back
 * @param network how it was built and drawn
 * @param hiddenLayers of the network
 * @param seed of parameters and order
 * @param test accuracy in the end
 * @param arrivals what came to some of the nodes on the first minibatch, before anything was learned, from the input on
 * @param divergence why it ended early; empty if it did not
 */
record DepthResult(
        DeepAlgorithm contender,
        DeepNetwork network,
        int hiddenLayers,
        long seed,
        double test,
        List<Arrival> arrivals,
        String divergence)
        implements DepthCurve.Trained {
    DepthResult {
        Expect.atLeast("hidden layers", hiddenLayers, 1);
        Expect.share("test accuracy", test);
        Expect.atLeast("arrivals", arrivals.size(), 1);
    }

    /**
     * What came to a node.
     *
     * @param node l in 1 .. L - 1
     * @param length ||e_l|| over ||e_L||
     * @param cosine of the angle to backpropagation's error; 0 where either is 0
     */
    record Arrival(int node, double length, double cosine) {
        Arrival {
            Expect.atLeast("node", node, 1);
            Expect.notBelow0("length", length);
            Expect.cosine("cosine", cosine);
        }

        /** Of an error beside backpropagation's and the output's. */
        static Arrival of(int node, Tensor error, Tensor exact, Tensor output) {
            double square = dot(error, error);
            double both = Math.sqrt(square * dot(exact, exact));
            return new Arrival(node, Math.sqrt(square / dot(output, output)), both == 0 ? 0 : dot(error, exact) / both);
        }

        private static double dot(Tensor a, Tensor b) {
            double sum = 0;
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 0; j < a.columns(); j++) {
                    sum += (double) a.get(i, j) * b.get(i, j);
                }
            }
            return sum;
        }
    }
}
