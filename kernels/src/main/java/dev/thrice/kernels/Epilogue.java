package dev.thrice.kernels;

/**
 * What is done to each element of C = alpha op(A) op(B) + beta C as it is written, without another pass over memory.
 * {@code d} is the epilogue's own operand, given to {@link Gemm#run(Tensor, Tensor, Tensor, Tensor)}.
 */
public enum Epilogue {
    /** c as it is. No operand. */
    NONE(Operand.NONE),
    /** c + d[j]. Operand: a bias, [1 x n]. */
    BIAS(Operand.ROW),
    /** tanh(c + d[j]): a dense tanh layer's forward pass. Operand: a bias, [1 x n]. */
    BIAS_TANH(Operand.ROW),
    /**
     * c (1 - d[i,j]^2): the derivative of tanh taken from its output, as an input-VJP needs it. Operand: y = tanh(..),
     * [m x n].
     */
    TANH_DERIVATIVE(Operand.MATRIX);

    /** The shape of an epilogue's operand. */
    public enum Operand {
        /** There is none. */
        NONE,
        /** One row of n, added to every row of C. */
        ROW,
        /** A matrix of C's shape. */
        MATRIX
    }

    private final Operand operand;

    Epilogue(Operand operand) {
        this.operand = operand;
    }

    /**
     * The shape of the operand that this epilogue reads.
     *
     * @return none, a row or a matrix
     */
    public Operand operand() {
        return operand;
    }
}
