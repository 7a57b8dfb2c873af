package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.kernels.Tensor;
import java.util.stream.IntStream;

/** What an inference can keep at its nodes, beside the values of the feedforward pass. */
public enum Quantity {
    /** x_l of the free nodes 1 .. L - 1. Where it is not kept, x_l is the feedforward value. */
    VALUE,
    /** mu_1 = f_0(x_0), which moves only if parameters do. Where it is not kept, mu_1 is the feedforward value. */
    FIRST_PREDICTION {
        @Override
        int last(int chainLength) {
            return 1;
        }
    },
    /** mu_l of the nodes 2 .. L. Where it is not kept, mu_l is the feedforward value. */
    PREDICTION {
        @Override
        int first() {
            return 2;
        }

        @Override
        int last(int chainLength) {
            return chainLength;
        }
    },
    /** e_l of the nodes 1 .. L - 1, worker by worker. (e_L always has memory.) */
    ERROR {
        @Override
        long nodeBytes(Chain chain, int batch, int node) {
            return Tensor.allocatedBytes(batch, chain.width(node));
        }
    },
    /** delta_l of the nodes 1 .. L, the cotangents that both VJPs of f_(l-1) are made of. */
    DELTA {
        @Override
        int last(int chainLength) {
            return chainLength;
        }
    },
    /** delta_l of one node at a time, worker by worker, on its way from e_l to the product that needs it. */
    PASSING_DELTA {
        @Override
        long bytes(Chain chain, int batch) {
            return Tensor.allocatedBytes(batch, widestHidden(chain));
        }
    };

    int first() {
        return 1;
    }

    int last(int chainLength) {
        return chainLength - 1;
    }

    /** The memory of this quantity at all its nodes. */
    long bytes(Chain chain, int batch) {
        return IntStream.rangeClosed(first(), last(chain.length()))
                .mapToLong(l -> nodeBytes(chain, batch, l))
                .sum();
    }

    long nodeBytes(Chain chain, int batch, int node) {
        return Network.nodeBytes(chain, batch, node);
    }

    /** The width of the widest of the nodes 1 .. L - 1, 0 if there is none. */
    static int widestHidden(Chain chain) {
        return IntStream.range(1, chain.length()).map(chain::width).max().orElse(0);
    }
}
