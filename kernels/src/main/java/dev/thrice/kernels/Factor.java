package dev.thrice.kernels;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;

/** A or B of a product as it is stored, by which a plan is specified. */
record Factor(Transpose transpose, int storedRows, int storedColumns, int leadingDimension, boolean packed) {
    /** The product of operands: C = A B. */
    static GemmSpec product(MatrixOperand a, MatrixOperand b, Tensor c) {
        Factor left = of("A", GemmSpec.Packed.A, a);
        Factor right = of("B", GemmSpec.Packed.B, b);
        if (left.columns() != right.rows()) {
            throw new IllegalArgumentException("gemm: A is " + a + " and B " + b
                    + ", expected as many columns of A as rows of B; see Tensor.transposed");
        }
        if (c.rows() != left.rows() || c.columns() != right.columns()) {
            throw new IllegalArgumentException("gemm: C is " + c + ", expected [" + left.rows() + " x "
                    + right.columns() + "], since A is " + a + " and B " + b);
        }
        if (left.packed && right.packed) {
            throw new IllegalArgumentException("gemm: A and B are packed, expected one of them at most");
        }
        GemmSpec.Layout layout = new GemmSpec.Layout(
                left.transpose, right.transpose, left.leadingDimension, right.leadingDimension, c.leadingDimension());
        GemmSpec.Packed packed = right.packed ? GemmSpec.Packed.B : GemmSpec.Packed.NONE;
        return new GemmSpec(
                new GemmSpec.Size(c.rows(), c.columns(), left.columns()),
                layout,
                GemmSpec.Scales.NONE,
                Epilogue.NONE,
                left.packed ? GemmSpec.Packed.A : packed);
    }

    private static Factor of(String name, GemmSpec.Packed side, MatrixOperand operand) {
        return switch (operand) {
            case Tensor stored -> of(Transpose.NO, stored);
            case Transposed view -> of(Transpose.YES, view.stored());
            case PackedMatrix matrix -> of(name, side, matrix.layout());
        };
    }

    private static Factor of(Transpose transpose, Tensor stored) {
        return new Factor(transpose, stored.rows(), stored.columns(), stored.leadingDimension(), false);
    }

    private static Factor of(String name, GemmSpec.Packed side, PackedMatrix.Layout layout) {
        if (layout.side() != side) {
            throw new IllegalArgumentException("gemm: " + name + " is " + layout + ", expected one packed as " + name);
        }
        return new Factor(layout.transpose(), layout.rows(), layout.columns(), layout.ld(), true);
    }

    private int rows() {
        return transpose == Transpose.NO ? storedRows : storedColumns;
    }

    private int columns() {
        return transpose == Transpose.NO ? storedColumns : storedRows;
    }
}
