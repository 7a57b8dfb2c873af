package dev.thrice.kernels;

import java.util.Objects;

/**
 * What a GEMM plan computes: C = epilogue(alpha op(A) op(B) + beta C), with op(A) [m x k], op(B) [k x n], C [m x n], all
 * row-major float32.
 *
 * <p>BLAS semantics (Dongarra et al. 1990, level 3): with beta = 0 the old C is overwritten, never read, so a NaN in it
 * does not survive; with alpha = 0 or k = 0 neither A nor B is read.
 *
 * @param m rows of C, at least 0
 * @param n columns of C, at least 0
 * @param k inner dimension, at least 0
 * @param transposeA whether A is stored [k x m] and enters transposed
 * @param transposeB whether B is stored [n x k] and enters transposed
 * @param lda leading dimension of A as stored: floats from one row to the next
 * @param ldb leading dimension of B as stored
 * @param ldc leading dimension of C
 * @param alpha factor of the product
 * @param beta factor of the old C
 * @param epilogue what happens to each element as it is written
 * @param packed which operand, if any, comes packed
 * @param rowsOfWhole rows of the product that this one is a part of, m if it is none; decides how it is computed, so that a
 *     part has the bits that the whole has there, by the scalar and the SIMD provider
 */
public record GemmSpec(
        int m,
        int n,
        int k,
        Transpose transposeA,
        Transpose transposeB,
        int lda,
        int ldb,
        int ldc,
        float alpha,
        float beta,
        Epilogue epilogue,
        Packed packed,
        int rowsOfWhole) {

    /** Which operand is packed beforehand, once for many runs. */
    public enum Packed {
        /** None: both come as stored. */
        NONE,
        /** A comes as a {@link PackedMatrix}. */
        A,
        /** B comes as a {@link PackedMatrix}. */
        B
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is negative or a leading dimension is shorter than a stored row
     */
    public GemmSpec {
        requireSize("m", m);
        requireSize("n", n);
        requireSize("k", k);
        if (rowsOfWhole < m) {
            throw new IllegalArgumentException(
                    "gemm: a part of " + m + " rows of a whole of " + rowsOfWhole + ", expected no more than that");
        }
        Objects.requireNonNull(transposeA, "transposeA");
        Objects.requireNonNull(transposeB, "transposeB");
        Objects.requireNonNull(epilogue, "epilogue");
        Objects.requireNonNull(packed, "packed");
        requireLeadingDimension("A", lda, transposeA == Transpose.NO ? k : m);
        requireLeadingDimension("B", ldb, transposeB == Transpose.NO ? n : k);
        requireLeadingDimension("C", ldc, n);
    }

    /**
     * C = A B, neither transposed, with the leading dimensions of {@link Tensor#allocate}d tensors.
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
     * A product in any orientation, with the leading dimensions of {@link Tensor#allocate}d tensors, alpha 1, beta 0 and
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
        return new GemmSpec(
                m,
                n,
                k,
                transposeA,
                transposeB,
                Tensor.paddedColumns(transposeA == Transpose.NO ? k : m),
                Tensor.paddedColumns(transposeB == Transpose.NO ? n : k),
                Tensor.paddedColumns(n),
                1f,
                0f,
                Epilogue.NONE,
                Packed.NONE,
                m);
    }

    /**
     * The same product scaled.
     *
     * @param newAlpha factor of the product
     * @param newBeta factor of the old C
     * @return the specification
     */
    public GemmSpec scaled(float newAlpha, float newBeta) {
        return new GemmSpec(
                m, n, k, transposeA, transposeB, lda, ldb, ldc, newAlpha, newBeta, epilogue, packed, rowsOfWhole);
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
        return new GemmSpec(
                m, n, k, transposeA, transposeB, newLda, newLdb, newLdc, alpha, beta, epilogue, packed, rowsOfWhole);
    }

    /**
     * The same product with another epilogue.
     *
     * @param newEpilogue what happens to each element as it is written
     * @return the specification
     */
    public GemmSpec then(Epilogue newEpilogue) {
        return new GemmSpec(
                m, n, k, transposeA, transposeB, lda, ldb, ldc, alpha, beta, newEpilogue, packed, rowsOfWhole);
    }

    /**
     * The same product with an operand that comes packed; see {@link Gemm#allocatePacked}.
     *
     * @param operand which
     * @return the specification
     */
    public GemmSpec withPacked(Packed operand) {
        return new GemmSpec(
                m, n, k, transposeA, transposeB, lda, ldb, ldc, alpha, beta, epilogue, operand, rowsOfWhole);
    }

    /**
     * Rows of A as stored.
     *
     * @return m, or k where A enters transposed
     */
    public int rowsOfA() {
        return transposeA == Transpose.NO ? m : k;
    }

    /**
     * Columns of A as stored.
     *
     * @return k, or m where A enters transposed
     */
    public int columnsOfA() {
        return transposeA == Transpose.NO ? k : m;
    }

    /**
     * Rows of B as stored.
     *
     * @return k, or n where B enters transposed
     */
    public int rowsOfB() {
        return transposeB == Transpose.NO ? k : n;
    }

    /**
     * Columns of B as stored.
     *
     * @return n, or k where B enters transposed
     */
    public int columnsOfB() {
        return transposeB == Transpose.NO ? n : k;
    }

    /**
     * The same product as a part of one with more rows.
     *
     * @param rows of the whole, at least m
     * @return the specification
     */
    public GemmSpec partOf(int rows) {
        return new GemmSpec(m, n, k, transposeA, transposeB, lda, ldb, ldc, alpha, beta, epilogue, packed, rows);
    }

    /** The product that this one is a part of, its rows as far apart. */
    GemmSpec whole() {
        int ldaOfWhole = transposeA == Transpose.NO ? lda : Math.max(lda, rowsOfWhole);
        return new GemmSpec(
                rowsOfWhole,
                n,
                k,
                transposeA,
                transposeB,
                ldaOfWhole,
                ldb,
                ldc,
                alpha,
                beta,
                epilogue,
                packed,
                rowsOfWhole);
    }

    /** The same product of fewer rows of op(A). */
    GemmSpec withRows(int rows) {
        return new GemmSpec(
                rows, n, k, transposeA, transposeB, lda, ldb, ldc, alpha, beta, epilogue, packed, rowsOfWhole);
    }

    /** The same product of fewer columns of op(B). */
    GemmSpec withColumns(int columns) {
        return new GemmSpec(
                m, columns, k, transposeA, transposeB, lda, ldb, ldc, alpha, beta, epilogue, packed, rowsOfWhole);
    }

    /**
     * Floating-point operations of the product: 2 m n k, a multiply and an add for each term; epilogues are not counted.
     *
     * @return the count
     */
    public long flops() {
        return 2L * m * n * k;
    }

    /** Whether C has no element. */
    boolean isEmpty() {
        return m == 0 || n == 0;
    }

    private static void requireSize(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("gemm: " + name + " = " + value + ", expected at least 0");
        }
    }

    private static void requireLeadingDimension(String operand, int ld, int columns) {
        if (ld < columns) {
            throw new IllegalArgumentException("gemm: leading dimension of " + operand + " is " + ld
                    + ", expected at least its stored row length " + columns);
        }
    }
}
