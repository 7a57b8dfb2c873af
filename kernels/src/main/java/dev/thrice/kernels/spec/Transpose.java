package dev.thrice.kernels.spec;

/** Whether an operand of a product enters as it is stored or transposed. */
public enum Transpose {
    /** op(X) = X. */
    NO,
    /** op(X) = X transposed. */
    YES
}
