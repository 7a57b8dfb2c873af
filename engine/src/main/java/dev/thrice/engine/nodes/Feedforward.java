package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Optional;

/** The feedforward pass (2.1): the values of all nodes, and what computes them, for the batch and for any rows of it. */
public final class Feedforward implements Operation {
    private final Chain chain;
    private final Kernels kernels;
    private final Parameters parameters;
    private final Tensor[] values;
    private final Operation[] functions;

    Feedforward(Chain chain, int batch, Kernels kernels, Parameters parameters, NetworkMemory memory) {
        this.chain = chain;
        this.kernels = kernels;
        this.parameters = parameters;
        values = new Tensor[chain.length() + 1];
        for (int l = 0; l <= chain.length(); l++) {
            values[l] = memory.allocateNode(batch, chain.width(l));
        }
        functions = new Operation[chain.length()];
        for (int l = 0; l < chain.length(); l++) {
            functions[l] = plan(l, 0, batch);
        }
    }

    @Override
    public void run() {
        for (Operation function : functions) {
            function.run();
        }
    }

    /** f_l of the whole batch. */
    public Operation function(int layer) {
        return functions[layer];
    }

    /** Plans f_l for some rows. */
    public Operation plan(int layer, int firstRow, int rows) {
        return chain.function(layer)
                .forward(
                        kernels,
                        values[layer].rows(firstRow, rows),
                        parameters.of(layer),
                        values[layer + 1].rows(firstRow, rows));
    }

    /** The value of node l in 0 .. L. */
    public Tensor value(int node) {
        return values[node];
    }

    /** The value of node L. */
    public Tensor output() {
        return values[chain.length()];
    }

    /** What is not finite: the inputs, or the output of the first layer of which some element is not; nothing if all are. */
    public Optional<String> firstNotFinite() {
        for (int l = 0; l < values.length; l++) {
            if (!kernels.allFinite(values[l])) {
                return Optional.of("NaN or infinity in " + (l == 0 ? "the inputs" : "the output of layer " + (l - 1)));
            }
        }
        return Optional.empty();
    }
}
