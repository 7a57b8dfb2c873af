package dev.thrice.kernels;

/**
 * A tensor seen with rows and columns exchanged, as an operand of products. Nothing is copied: a product reads the tensor as it is stored, by
 * columns. Of a type of its own, since to a kernel that goes by rows it would be another matrix.
 *
 * @param stored the tensor itself
 */
public record Transposed(Tensor stored) implements MatrixOperand {
    /**
     * The number of rows.
     *
     * @return columns of the tensor
     */
    public int rows() {
        return stored.columns();
    }

    /**
     * The number of columns.
     *
     * @return rows of the tensor
     */
    public int columns() {
        return stored.rows();
    }

    /**
     * Transposed again.
     *
     * @return the tensor itself
     */
    public Tensor transposed() {
        return stored;
    }

    @Override
    public String toString() {
        return "[" + rows() + " x " + columns() + "], transposed";
    }
}
