package dev.thrice.kernels.spec;

import dev.thrice.kernels.memory.CacheLine;
import java.util.Objects;

/**
 * What a GEMM plan computes: C = epilogue(alpha op(A) op(B) + beta C), with op(A) [m x k], op(B) [k x n], C [m x n], all
 * row-major float32.
 *
 * <p>BLAS semantics (Dongarra et al. 1990, level 3): with beta = 0 the old C is overwritten, never read, so a NaN in it
 * does not survive; with alpha = 0 or k = 0 neither A nor B is read.
 *
 * @param size m, n and k
 * @param layout how A, B and C are stored
 * @param scales alpha and beta
 * @param epilogue what happens to each element as it is written
 * @param packed which operand, if any, comes packed
 */
public record GemmSpec(Size size, Layout layout, Scales scales, Epilogue epilogue, Packed packed) {

    /**
     * The sizes of a product.
     *
     * @param m rows of C, at least 0
     * @param n columns of C, at least 0
     * @param k inner dimension, at least 0
     */
    public record Size(int m, int n, int k) {
        /**
         * Checks them.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public Size {
            requireSize("m", m);
            requireSize("n", n);
            requireSize("k", k);
        }

        private static void requireSize(String name, int value) {
            if (value < 0) {
                throw new IllegalArgumentException("gemm: " + name + " = " + value + ", expected at least 0");
            }
        }
    }

    /**
     * How operands are stored; leading dimensions are floats from one row to the next.
     *
     * @param transposeA whether A is stored [k x m] and enters transposed
     * @param transposeB whether B is stored [n x k] and enters transposed
     * @param lda leading dimension of A as stored
     * @param ldb leading dimension of B as stored
     * @param ldc leading dimension of C
     */
    public record Layout(Transpose transposeA, Transpose transposeB, int lda, int ldb, int ldc) {
        /** Checks that nothing is missing. */
        public Layout {
            Objects.requireNonNull(transposeA, "transposeA");
            Objects.requireNonNull(transposeB, "transposeB");
        }
    }

    /**
     * The factors of a product.
     *
     * @param alpha of op(A) op(B)
     * @param beta of the old C
     */
    public record Scales(float alpha, float beta) {
        /** The product alone: 1 and 0. */
        public static final Scales NONE = new Scales(1f, 0f);
    }

    /** Which operand is packed beforehand, once for many runs. */
    public enum Packed {
        /** None: both come as stored. */
        NONE,
        /** A comes as a {@link dev.thrice.kernels.PackedMatrix}. */
        A,
        /** B comes as a {@link dev.thrice.kernels.PackedMatrix}. */
        B
    }

    /**
     * Checks that rows fit their leading dimensions.
     *
     * @throws IllegalArgumentException if a leading dimension is shorter than a stored row
     */
    public GemmSpec {
        Objects.requireNonNull(scales, "scales");
        Objects.requireNonNull(epilogue, "epilogue");
        Objects.requireNonNull(packed, "packed");
        requireLeadingDimension("A", layout.lda, layout.transposeA == Transpose.NO ? size.k : size.m);
        requireLeadingDimension("B", layout.ldb, layout.transposeB == Transpose.NO ? size.n : size.k);
        requireLeadingDimension("C", layout.ldc, size.n);
    }

    /**
     * C = A B, neither transposed, with the leading dimensions of {@link dev.thrice.kernels.Tensor#allocate}d tensors.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k inner dimension
     * @return the specification
     */
    public static GemmSpec nn(int m, int n, int k) {
        return of(m, n, k, Transpose.NO, Transpose.NO);
    }

    /**
     * C = A B^T: a dense layer's forward pass, with A a batch of rows and B the weights [out x in].
     *
     * @param m rows of C
     * @param n columns of C
     * @param k inner dimension
     * @return the specification
     */
    public static GemmSpec nt(int m, int n, int k) {
        return of(m, n, k, Transpose.NO, Transpose.YES);
    }

    /**
     * C = A^T B: a dense layer's parameter-VJP, with A the errors [batch x out] and B the inputs [batch x in].
     *
     * @param m rows of C
     * @param n columns of C
     * @param k inner dimension
     * @return the specification
     */
    public static GemmSpec tn(int m, int n, int k) {
        return of(m, n, k, Transpose.YES, Transpose.NO);
    }

    /**
     * A product in any orientation, with the leading dimensions of {@link dev.thrice.kernels.Tensor#allocate}d tensors, alpha 1, beta 0 and
     * no epilogue.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k inner dimension
     * @param transposeA how A enters
     * @param transposeB how B enters
     * @return the specification
     */
    public static GemmSpec of(int m, int n, int k, Transpose transposeA, Transpose transposeB) {
        Layout layout = new Layout(
                transposeA,
                transposeB,
                CacheLine.paddedColumns(transposeA == Transpose.NO ? k : m),
                CacheLine.paddedColumns(transposeB == Transpose.NO ? n : k),
                CacheLine.paddedColumns(n));
        return new GemmSpec(new Size(m, n, k), layout, Scales.NONE, Epilogue.NONE, Packed.NONE);
    }

    /**
     * The same product scaled.
     *
     * @param newAlpha factor of the product
     * @param newBeta factor of the old C
     * @return the specification
     */
    public GemmSpec scaled(float newAlpha, float newBeta) {
        return new GemmSpec(size, layout, new Scales(newAlpha, newBeta), epilogue, packed);
    }

    /**
     * The same product with other leading dimensions.
     *
     * @param newLda of A as stored, in floats
     * @param newLdb of B as stored, in floats
     * @param newLdc of C, in floats
     * @return the specification
     */
    public GemmSpec leadingDimensions(int newLda, int newLdb, int newLdc) {
        Layout wider = new Layout(layout.transposeA, layout.transposeB, newLda, newLdb, newLdc);
        return new GemmSpec(size, wider, scales, epilogue, packed);
    }

    /**
     * The same product with another epilogue.
     *
     * @param newEpilogue what happens to each element as it is written
     * @return the specification
     */
    public GemmSpec then(Epilogue newEpilogue) {
        return new GemmSpec(size, layout, scales, newEpilogue, packed);
    }

    /**
     * The same product with an operand that comes packed; see {@link dev.thrice.kernels.Gemm#allocatePacked}.
     *
     * @param operand which
     * @return the specification
     */
    public GemmSpec withPacked(Packed operand) {
        return new GemmSpec(size, layout, scales, epilogue, operand);
    }

    /**
     * Rows of A as stored.
     *
     * @return m, or k where A enters transposed
     */
    public int rowsOfA() {
        return transposeA() == Transpose.NO ? m() : k();
    }

    /**
     * Columns of A as stored.
     *
     * @return k, or m where A enters transposed
     */
    public int columnsOfA() {
        return transposeA() == Transpose.NO ? k() : m();
    }

    /**
     * Rows of B as stored.
     *
     * @return k, or n where B enters transposed
     */
    public int rowsOfB() {
        return transposeB() == Transpose.NO ? k() : n();
    }

    /**
     * Columns of B as stored.
     *
     * @return n, or k where B enters transposed
     */
    public int columnsOfB() {
        return transposeB() == Transpose.NO ? n() : k();
    }

    /**
     * The same product of another number of rows of op(A), as far apart as these where that is far enough.
     *
     * @param rows of C, at least 0
     * @return the specification
     */
    public GemmSpec withRows(int rows) {
        int lda = transposeA() == Transpose.NO ? lda() : Math.max(lda(), rows);
        Layout same = new Layout(layout.transposeA, layout.transposeB, lda, layout.ldb, layout.ldc);
        return new GemmSpec(new Size(rows, n(), k()), same, scales, epilogue, packed);
    }

    /**
     * The same product of fewer columns of op(B), which lie as they did.
     *
     * @param columns of C, from 0 to n
     * @return the specification
     */
    public GemmSpec withColumns(int columns) {
        return new GemmSpec(new Size(m(), columns, k()), layout, scales, epilogue, packed);
    }

    /**
     * Floating-point operations of the product: 2 m n k, a multiply and an add for each term; epilogues are not counted.
     *
     * @return the count
     */
    public long flops() {
        return 2L * m() * n() * k();
    }

    /**
     * Whether C has no element.
     *
     * @return whether m or n is 0
     */
    public boolean isEmpty() {
        return m() == 0 || n() == 0;
    }

    /**
     * Of the sizes.
     *
     * @return rows of C
     */
    public int m() {
        return size.m;
    }

    /**
     * Of the sizes.
     *
     * @return columns of C
     */
    public int n() {
        return size.n;
    }

    /**
     * Of the sizes.
     *
     * @return the inner dimension
     */
    public int k() {
        return size.k;
    }

    /**
     * Of the layout.
     *
     * @return how A enters
     */
    public Transpose transposeA() {
        return layout.transposeA;
    }

    /**
     * Of the layout.
     *
     * @return how B enters
     */
    public Transpose transposeB() {
        return layout.transposeB;
    }

    /**
     * Of the layout.
     *
     * @return leading dimension of A as stored
     */
    public int lda() {
        return layout.lda;
    }

    /**
     * Of the layout.
     *
     * @return leading dimension of B as stored
     */
    public int ldb() {
        return layout.ldb;
    }

    /**
     * Of the layout.
     *
     * @return leading dimension of C
     */
    public int ldc() {
        return layout.ldc;
    }

    /**
     * Of the scales.
     *
     * @return factor of the product
     */
    public float alpha() {
        return scales.alpha;
    }

    /**
     * Of the scales.
     *
     * @return factor of the old C
     */
    public float beta() {
        return scales.beta;
    }

    private static void requireLeadingDimension(String operand, int ld, int columns) {
        if (ld < columns) {
            throw new IllegalArgumentException("gemm: leading dimension of " + operand + " is " + ld
                    + ", expected at least its stored row length " + columns);
        }
    }
}
