package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Optional;

/** The feedforward pass (2.1): the values of all nodes, and what computes them, for the batch and for any rows of it. */
public final class Feedforward implements Operation {
    private final Stage stage;
    private final Chain chain;
    private final Kernels kernels;
    private final Parameters parameters;
    private final Output[] outputs; // of f_(l-1) alone, by node, from 1
    private final Tensor[] values; // by node
    private final Operation[] functions;

    Feedforward(Stage stage, int batch, Kernels kernels, Parameters parameters, NetworkMemory memory) {
        this.stage = stage;
        chain = stage.chain();
        this.kernels = kernels;
        this.parameters = parameters;
        outputs = new Output[chain.length() + 1];
        values = new Tensor[chain.length() + 1];
        values[0] = memory.allocateNode(batch, chain.width(0));
        for (int l = 1; l <= chain.length(); l++) {
            outputs[l] = memory.allocateOutput(batch, chain.function(l - 1));
            values[l] = chain.hasSkipInto(l) ? memory.allocateNode(batch, chain.width(l)) : outputs[l].value();
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

    /** f_l of the whole batch, and what skips add to it. */
    public Operation function(int layer) {
        return functions[layer];
    }

    /** Plans f_l for some rows, and what skips add to it. */
    public Operation plan(int layer, int firstRow, int rows) {
        int node = layer + 1;
        Output output = outputs[node].rows(firstRow, rows);
        Operation function =
                chain.function(layer).forward(kernels, value(layer).rows(firstRow, rows), parameters.of(layer), output);
        return function.then(SkipSum.plan(
                chain,
                kernels,
                node,
                output.value(),
                from -> value(from).rows(firstRow, rows),
                value(node).rows(firstRow, rows)));
    }

    /** The value of node l in 0 .. L. */
    public Tensor value(int node) {
        return values[node];
    }

    /** The output of f_(l-1) at node l in 1 .. L, without what skips add to it, with what the function has saved beside it. */
    public Output output(int node) {
        return outputs[node];
    }

    /** The value of node L. */
    public Tensor output() {
        return value(chain.length());
    }

    /** What is not finite: the inputs, or the output of the first layer of which some element is not; nothing if all are. */
    public Optional<String> firstNotFinite() {
        for (int l = 0; l < outputs.length; l++) {
            if (!kernels.allFinite(value(l))) {
                return Optional.of("NaN or infinity in "
                        + (stage.node(l) == 0 ? "the inputs" : "the output of layer " + (stage.node(l) - 1)));
            }
        }
        return Optional.empty();
    }
}
