package dev.thrice.engine;

import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import org.junit.jupiter.api.Test;

/**
 * Generative predictive coding, which is not inverted (section 3.1.1): the label predicts the image, and is inferred from
 * it. A chain whose input is the label and whose squared error is the image's learns it by VPC as it is. To infer, the
 * label becomes node 1 of a longer chain, free like any hidden node, below a function that ignores its input and has the
 * prior's mean as its bias.
 */
class GenerativeTest {
    /** With a linear f_1, the posterior of factor analysis: (P_1 + W^T W) x_1 = P_1 prior + W^T (image - b). */
    @Test
    void theInferredLabelOfALinearModelIsThePosteriorMode() {
        float precision = .5f;
        try (Network network = Networks.linear(3, 4, 1, 5, 8)) {
            setPrior(network, .1f);
            VariationalPc inference = new VariationalPc(3000, .1f).with(Precisions.each(precision, 1f));
            Engine engine = Networks.engine(network, inference);
            engine.errors();
            double[][] w = Reference.matrix(network.parameters().weight(1));
            double[][] b = Reference.matrix(network.parameters().bias(1));
            for (int s = 0; s < 3; s++) {
                double[][] system = new double[5][5];
                double[] right = new double[5];
                for (int i = 0; i < 5; i++) {
                    system[i][i] = precision;
                    right[i] = precision * .1;
                    for (int o = 0; o < 8; o++) {
                        right[i] += w[o][i] * (network.targets().get(s, o) - b[0][o]);
                        for (int j = 0; j < 5; j++) {
                            system[i][j] += w[o][i] * w[o][j];
                        }
                    }
                }
                double[][] expected = {LinearChain.solve(system, right)};
                Vectors.assertClose(expected, engine.nodes().value(1).rows(s, 1), 1e-5, "label of sample " + s);
            }
        }
    }

    /** Makes f_0 the prior: whatever the input, it predicts the mean. */
    private static void setPrior(Network network, float mean) {
        network.parameters().weight(0).fill(0f);
        network.parameters().bias(0).fill(mean);
    }
}
