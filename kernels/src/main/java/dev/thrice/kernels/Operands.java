package dev.thrice.kernels;

/** Keeps the memory of a kernel's operands alive while it runs. Allocates nothing. */
final class Operands {
    private Operands() {}

    /** Holds one tensor and then the others that need a hold of their own; all or none. */
    static void hold(Tensor first, Tensor second, Tensor third, Tensor fourth) {
        first.hold();
        int held = 1;
        try {
            holdBeside(first, second);
            held++;
            holdBeside(first, third);
            held++;
            holdBeside(first, fourth);
            held++;
        } finally {
            if (held < 4) {
                if (held > 2) {
                    releaseBeside(first, third);
                }
                if (held > 1) {
                    releaseBeside(first, second);
                }
                first.release();
            }
        }
    }

    /** Ends {@link #hold}, given the same tensors. */
    static void release(Tensor first, Tensor second, Tensor third, Tensor fourth) {
        releaseBeside(first, fourth);
        releaseBeside(first, third);
        releaseBeside(first, second);
        first.release();
    }

    private static void holdBeside(Tensor first, Tensor other) {
        if (other != null && !first.sharesHold(other)) {
            other.hold();
        }
    }

    private static void releaseBeside(Tensor first, Tensor other) {
        if (other != null && !first.sharesHold(other)) {
            other.release();
        }
    }
}
