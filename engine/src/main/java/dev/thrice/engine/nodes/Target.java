package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Stage;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;

/** What the last node is clamped to, x_L, and the loss of it: labels, or values. */
public sealed interface Target {
    static Target allocate(TensorArena arena, Stage stage, int batch) {
        Chain chain = stage.chain();
        int width = chain.width(chain.length());
        if (stage.hasAbove()) {
            return new Above();
        }
        return switch (chain.loss()) {
            case NEGATIVE_LOG_LIKELIHOOD -> new Classes(Labels.allocate(arena, batch, width));
            case SQUARED_ERROR -> new Values(Tensor.allocate(arena, batch, width));
        };
    }

    /** The memory that {@link #allocate} takes. */
    static long bytes(Chain chain, int batch) {
        return switch (chain.loss()) {
            case NEGATIVE_LOG_LIKELIHOOD -> (long) batch * Integer.BYTES;
            case SQUARED_ERROR -> Tensor.allocatedBytes(batch, chain.width(chain.length()));
        };
    }

    /** A view of some rows. */
    Target rows(int first, int count);

    /** E of these rows, summed in float64. */
    double loss(Kernels kernels, Tensor output);

    /** Plans e_L = -factor dE/dmu_L. */
    Operation error(Kernels kernels, Tensor output, float factor, Tensor e);

    /** Plans delta_L, e_L's cotangent under the last function; e is free to be written. */
    Operation cotangent(
            Kernels kernels,
            ElementaryFunction last,
            Tensor input,
            Output output,
            float factor,
            Tensor e,
            Tensor delta);

    /** Another stage's business, which sends the error: there is no loss here. */
    record Above() implements Target {
        @Override
        public Target rows(int first, int count) {
            return this;
        }

        @Override
        public double loss(Kernels kernels, Tensor output) {
            return 0;
        }

        @Override
        public Operation error(Kernels kernels, Tensor output, float factor, Tensor e) {
            return Operation.NOTHING; // it is there
        }

        @Override
        public Operation cotangent(
                Kernels kernels,
                ElementaryFunction last,
                Tensor input,
                Output output,
                float factor,
                Tensor e,
                Tensor delta) {
            return last.cotangent(kernels, input, output, e, delta);
        }
    }

    /** Class labels under the negative log-likelihood, whose cotangent under log-softmax is factor (onehot - softmax). */
    record Classes(Labels labels) implements Target {
        @Override
        public Target rows(int first, int count) {
            return new Classes(labels.rows(first, count));
        }

        @Override
        public double loss(Kernels kernels, Tensor output) {
            return kernels.negativeLogLikelihood(output, labels);
        }

        @Override
        public Operation error(Kernels kernels, Tensor output, float factor, Tensor e) {
            return () -> {
                kernels.fill(0f, e);
                for (int i = 0; i < e.rows(); i++) {
                    e.set(i, labels.get(i), factor);
                }
            };
        }

        @Override
        public Operation cotangent(
                Kernels kernels,
                ElementaryFunction last,
                Tensor input,
                Output output,
                float factor,
                Tensor e,
                Tensor delta) {
            return () -> kernels.softmaxResidual(output.value(), labels, factor, delta);
        }
    }

    /** Target values under the squared error. */
    record Values(Tensor values) implements Target {
        @Override
        public Target rows(int first, int count) {
            return new Values(values.rows(first, count));
        }

        @Override
        public double loss(Kernels kernels, Tensor output) {
            return kernels.squaredError(output, values);
        }

        @Override
        public Operation error(Kernels kernels, Tensor output, float factor, Tensor e) {
            return () -> kernels.axpby(factor, values, -factor, output, e);
        }

        @Override
        public Operation cotangent(
                Kernels kernels,
                ElementaryFunction last,
                Tensor input,
                Output output,
                float factor,
                Tensor e,
                Tensor delta) {
            return error(kernels, output.value(), factor, e).then(last.cotangent(kernels, input, output, e, delta));
        }
    }
}
