package dev.thrice.kernels.spec;

/**
 * What is done to each element of C = alpha op(A) op(B) + beta C as it is written, without another pass over memory.
 * {@code d} is the epilogue's own operand, given to {@link dev.thrice.kernels.Gemm#run(Tensor, Tensor, Tensor, Tensor)}.
 *
 * @param step what becomes of an element
 * @param scale of d, for {@link Step#ADD}; 1 elsewhere
 * @param sumsColumns whether the sum of each column of the result is taken along, as a bias's gradient is
 */
public record Epilogue(Step step, float scale, boolean sumsColumns) {
    /** c as it is. No operand. */
    public static final Epilogue NONE = of(Step.NONE);

    /** c + d[j]. Operand: a bias, [1 x n]. */
    public static final Epilogue BIAS = of(Step.BIAS);

    /** tanh(c + d[j]): a dense tanh layer's forward pass. Operand: a bias, [1 x n]. */
    public static final Epilogue BIAS_TANH = of(Step.BIAS_TANH);

    /** sigmoid(c + d[j]). Operand: a bias, [1 x n]. */
    public static final Epilogue BIAS_SIGMOID = of(Step.BIAS_SIGMOID);

    /** max(c + d[j], 0). Operand: a bias, [1 x n]. */
    public static final Epilogue BIAS_RELU = of(Step.BIAS_RELU);

    /**
     * c (1 - d[i,j]^2): the derivative of tanh taken from its output, as an input-VJP needs it. Operand: y = tanh(..),
     * [m x n].
     */
    public static final Epilogue TANH_DERIVATIVE = of(Step.TANH_DERIVATIVE);

    /** c d[i,j] (1 - d[i,j]). Operand: y = sigmoid(..), [m x n]. */
    public static final Epilogue SIGMOID_DERIVATIVE = of(Step.SIGMOID_DERIVATIVE);

    /** c where d[i,j] &gt; 0, else 0. Operand: y = max(.., 0), [m x n]. */
    public static final Epilogue RELU_DERIVATIVE = of(Step.RELU_DERIVATIVE);

    /** The shape of an epilogue's operand. */
    public enum Operand {
        /** There is none. */
        NONE,
        /** One row of n, which serves every row of C. */
        ROW,
        /** A matrix of C's shape. */
        MATRIX
    }

    /** What becomes of an element; described at the constants of {@link Epilogue}. */
    public enum Step {
        /** {@link Epilogue#NONE}. */
        NONE(Operand.NONE),
        /** {@link Epilogue#BIAS}. */
        BIAS(Operand.ROW),
        /** {@link Epilogue#BIAS_TANH}. */
        BIAS_TANH(Operand.ROW),
        /** {@link Epilogue#BIAS_SIGMOID}. */
        BIAS_SIGMOID(Operand.ROW),
        /** {@link Epilogue#BIAS_RELU}. */
        BIAS_RELU(Operand.ROW),
        /** {@link Epilogue#TANH_DERIVATIVE}. */
        TANH_DERIVATIVE(Operand.MATRIX),
        /** {@link Epilogue#SIGMOID_DERIVATIVE}. */
        SIGMOID_DERIVATIVE(Operand.MATRIX),
        /** {@link Epilogue#RELU_DERIVATIVE}. */
        RELU_DERIVATIVE(Operand.MATRIX),
        /** {@link Epilogue#add}. */
        ADD(Operand.MATRIX);

        private final Operand operand;

        Step(Operand operand) {
            this.operand = operand;
        }
    }

    /**
     * c + scale d[i,j]; together with the product's own scales, C = alpha op(A) op(B) + beta C + scale D.
     *
     * @param scale of d, which is not read where that is 0
     * @return the epilogue, whose operand is a matrix, [m x n]
     */
    public static Epilogue add(float scale) {
        return new Epilogue(Step.ADD, scale, false);
    }

    private static Epilogue of(Step step) {
        return new Epilogue(step, 1f, false);
    }

    /**
     * The same epilogue, which also adds up the columns of its result, in ascending order of rows: s[j] = sum over i of C[i,j]. The
     * sums go to the last operand of {@link dev.thrice.kernels.Gemm#run(Tensor, Tensor, Tensor, Tensor, Tensor)}.
     *
     * @return the epilogue
     */
    public Epilogue withColumnSums() {
        return new Epilogue(step, scale, true);
    }

    /**
     * The shape of the operand that this epilogue reads.
     *
     * @return none, a row or a matrix
     */
    public Operand operand() {
        return step.operand;
    }
}
