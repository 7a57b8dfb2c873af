package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * How tensors pass between a {@linkplain dev.thrice.engine.chain.Stage stage} and those below and above it, which other processes have:
 * predictions go up, errors go down. Both stages plan what passes between them in the same order. Whatever is called here is called by the
 * thread that calls the network or the engine.
 */
public interface Neighbours {
    /** Where a stage is. */
    enum Side {
        /** Towards the input. */
        BELOW,
        /** Towards the output. */
        ABOVE
    }

    /** A message that is planned once and sent, or received, often, without allocating. */
    interface Transfer {
        /** Begins it, and returns. */
        void start();

        /** Waits until what is sent may be written again, or what is received may be read. */
        void await();

        /**
         * Plans both.
         *
         * @return {@link #start}, then {@link #await}
         */
        default Operation whole() {
            return () -> {
                start();
                await();
            };
        }
    }

    /**
     * Plans to send.
     *
     * @param to which neighbour
     * @param pieces rows of what is sent, from the first on
     * @return the message
     */
    Transfer send(Side to, List<Tensor> pieces);

    /**
     * Plans to receive.
     *
     * @param from which neighbour
     * @param whole what is overwritten
     * @return the message
     */
    Transfer receive(Side from, Tensor whole);
}
