package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import java.util.EnumSet;
import java.util.Set;

/**
 * Backpropagation: e_l = J_l(mu_l)^T e_(l+1) for l = L - 1 .. 1 (2.2), and the errors that skips carry back. As a schedule of steps: each
 * node computes its error once, at the step at which it arrives.
 *
 * @param keepsErrors whether e_l is kept beside delta_l; without, an input-VJP and the next cotangent are one pass
 * @param reduction of the loss
 */
public record Backpropagation(boolean keepsErrors, LossReduction reduction) implements LearningAlgorithm {
    /** From cotangent to cotangent, with the loss summed. */
    public Backpropagation() {
        this(false, LossReduction.SUM);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return keepsErrors ? EnumSet.of(NodeVariable.ERROR, NodeVariable.DELTA) : EnumSet.of(NodeVariable.DELTA);
    }

    @Override
    public boolean takesSkips() {
        return true;
    }

    @Override
    public Inference plan(Nodes nodes) {
        return new BackwardSweep(nodes) {
            @Override
            public NodeProgram program(NodeRows own) {
                if (own.node() == nodes.chain().length()) {
                    return new FixedOutput(own, reduction);
                }
                return keepsErrors
                        ? new OneStep(
                                own.inputVjp(1f, 0f).then(own.skips(to -> 1f, own.error())),
                                own.cotangent().then(own.offer(own.error())),
                                Operation.NOTHING)
                        : new OneStep(own.propagate(), Operation.NOTHING, Operation.NOTHING);
            }
        };
    }
}
