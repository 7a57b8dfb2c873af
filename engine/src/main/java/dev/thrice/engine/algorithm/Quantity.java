package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Tensor;

/** What an inference can keep at its nodes, beside the values of the feedforward pass. */
public enum Quantity {
    /** x_l of the free nodes 1 .. L - 1. Where it is not kept, x_l is the feedforward value. */
    VALUE {
        @Override
        int first(int chainLength) {
            return 1;
        }

        @Override
        int last(int chainLength) {
            return chainLength - 1;
        }
    },
    /** mu_1 = f_0(x_0), which moves only if parameters do. Where it is not kept, mu_1 is the feedforward value. */
    FIRST_PREDICTION {
        @Override
        int first(int chainLength) {
            return 1;
        }

        @Override
        int last(int chainLength) {
            return 1;
        }
    },
    /** mu_l of the nodes 2 .. L. Where it is not kept, mu_l is the feedforward value. */
    PREDICTION {
        @Override
        int first(int chainLength) {
            return 2;
        }

        @Override
        int last(int chainLength) {
            return chainLength;
        }
    },
    /** e_l of the nodes 1 .. L - 1. (e_L always has memory.) */
    ERROR {
        @Override
        int first(int chainLength) {
            return 1;
        }

        @Override
        int last(int chainLength) {
            return chainLength - 1;
        }
    },
    /** delta_l of the nodes 1 .. L, the cotangents that both VJPs of f_(l-1) are made of. */
    DELTA {
        @Override
        int first(int chainLength) {
            return 1;
        }

        @Override
        int last(int chainLength) {
            return chainLength;
        }
    };

    abstract int first(int chainLength);

    abstract int last(int chainLength);

    /** The memory of this quantity at all its nodes. */
    long bytes(Chain chain, int batch) {
        long bytes = 0;
        for (int l = first(chain.length()); l <= last(chain.length()); l++) {
            bytes += Tensor.allocatedBytes(batch, chain.width(l));
        }
        return bytes;
    }
}
