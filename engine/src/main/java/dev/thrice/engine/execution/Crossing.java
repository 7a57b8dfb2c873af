package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Neighbours.Side;
import dev.thrice.engine.execution.Neighbours.Transfer;
import dev.thrice.engine.nodes.NodeTensors;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * What an inference of a stage exchanges with its neighbours in a step, by the calling thread: predictions of the node that it shares with
 * the stage above, and errors of the one that it shares with the stage below.
 */
final class Crossing {
    private final boolean below;
    private final boolean above;
    private final Transfer valueOut;
    private final Transfer errorOut;
    private final Operation clearError;
    private final Operation receiveValue;
    private final Operation receiveError;
    private final Operation sendValue = this::startValue;
    private final Operation sendError = this::startError;
    private final Operation endStep = this::awaitSent;
    private final long valueBytes;
    private final long errorBytes;
    private final Sent sent;
    private boolean valueSent;
    private boolean errorSent;

    /** Of a stage that has neighbours. */
    Crossing(Stage stage, Neighbours neighbours, Sent sent, Kernels kernels, NodeTensors nodes, boolean predicts) {
        this.sent = sent;
        below = stage.hasBelow();
        above = stage.hasAbove();
        int top = nodes.chain().length();
        List<Tensor> prediction = List.of(nodes.prediction(top));
        Tensor error = above ? nodes.error(top) : null;
        receiveValue = below && predicts
                ? neighbours.receive(Side.BELOW, nodes.value(0)).whole()
                : Operation.NOTHING;
        valueOut = above && predicts ? neighbours.send(Side.ABOVE, prediction) : null;
        receiveError = above ? neighbours.receive(Side.ABOVE, error).whole() : Operation.NOTHING;
        List<Tensor> pieces = below ? nodes.errorPieces(1) : List.of();
        errorOut = below ? neighbours.send(Side.BELOW, pieces) : null;
        clearError = above ? () -> kernels.fill(0f, error) : Operation.NOTHING;
        valueBytes = Sent.bytes(prediction);
        errorBytes = Sent.bytes(pieces);
    }

    boolean hasBelow() {
        return below;
    }

    boolean hasAbove() {
        return above;
    }

    /** Step 0: no error has come. */
    Operation begin() {
        return clearError;
    }

    Operation sendValue() {
        return sendValue;
    }

    Operation receiveValue() {
        return receiveValue;
    }

    Operation sendError() {
        return sendError;
    }

    Operation receiveError() {
        return receiveError;
    }

    /** Waits until what this step has sent may be written again. */
    Operation endStep() {
        return endStep;
    }

    private void startValue() {
        valueOut.start();
        valueSent = true;
        sent.add(valueBytes);
    }

    private void startError() {
        errorOut.start();
        errorSent = true;
        sent.add(errorBytes);
    }

    private void awaitSent() {
        if (valueSent) {
            valueOut.await();
        }
        if (errorSent) {
            errorOut.await();
        }
        valueSent = false;
        errorSent = false;
    }
}
