package dev.thrice.engine.execution;

import dev.thrice.kernels.Tensor;
import java.util.List;

/** Counts what a stage sends. */
final class Sent {
    private long messages;
    private long bytes;

    /** One message of so many bytes. */
    void add(long more) {
        messages++;
        bytes += more;
    }

    Traffic total() {
        return new Traffic(messages, bytes);
    }

    /** The bytes of a message. */
    static long bytes(List<Tensor> pieces) {
        return pieces.stream()
                .mapToLong(piece -> (long) piece.rows() * piece.columns() * Float.BYTES)
                .sum();
    }
}
