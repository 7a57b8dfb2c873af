package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes, strides, what is transposed and what is packed come from the operands. */
class PlanByOperandsTest {
    private final TensorArena arena = TensorArena.open();

    /** [2 x 3] and [3 x 4], and both as their transposed are stored; what the product is was computed by hand. */
    private final Tensor a = arena.tensor(2, 3, 1, 2, 3, 4, 5, 6);

    private final Tensor b = arena.tensor(3, 4, 1, 0, 2, -1, 3, 1, 0, 2, -2, 1, 1, 0);
    private final Tensor aStoredTransposed = arena.tensor(3, 2, 1, 4, 2, 5, 3, 6);
    private final Tensor bStoredTransposed = dense(4, 3, 1, 3, -2, 0, 1, 1, 2, 0, 1, -1, 2, 0);
    private final float[] product = {1, 5, 5, 3, 7, 11, 14, 6};

    @AfterEach
    void close() {
        arena.close();
    }

    private Tensor dense(int rows, int columns, float... values) {
        return Tensor.of(arena, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values), rows, columns, columns);
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void everyOrientationIsTheProduct(String provider) {
        Kernels kernels = Kernels.select(provider);
        Tensor whole = arena.tensor(2, 9);
        Tensor c = whole.columns(3, 4);
        for (MatrixOperand left : new MatrixOperand[] {a, aStoredTransposed.transposed()}) {
            for (MatrixOperand right : new MatrixOperand[] {b, bStoredTransposed.transposed()}) {
                whole.fill(9);
                try (Gemm plan = kernels.gemm(left, right, c)) {
                    plan.run(left, right, c); // as it was planned
                    assertArrayEquals(product, c.toArray());
                    c.fill(0);
                    plan.run(stored(left), stored(right), c); // as it is stored
                    assertArrayEquals(product, c.toArray());
                }
                assertEquals(9, whole.get(1, 2));
                assertEquals(9, whole.get(1, 7));
            }
        }
    }

    private static Tensor stored(MatrixOperand operand) {
        return operand instanceof Transposed view ? view.stored() : (Tensor) operand;
    }

    @Test
    void theEpilogueIsFused() {
        Tensor c = arena.tensor(2, 4);
        Tensor bias = arena.tensor(1, 4, -2, -5, -6, -7);
        try (Gemm plan = Kernels.select().gemm(a, bStoredTransposed.transposed(), c, Epilogue.BIAS_RELU)) {
            plan.run(a, bStoredTransposed, c, bias);
        }
        assertArrayEquals(new float[] {0, 0, 0, 0, 5, 6, 8, 0}, c.toArray());
    }

    @Test
    void theSpecificationIsTheOperands() {
        Tensor c = arena.tensor(2, 4);
        assertEquals(GemmSpec.nn(2, 4, 3), Gemm.specOf(a, b, c));
        assertEquals(
                GemmSpec.of(2, 4, 3, Transpose.YES, Transpose.YES).leadingDimensions(16, 3, 16),
                Gemm.specOf(aStoredTransposed.transposed(), bStoredTransposed.transposed(), c));
    }

    @Test
    void aPackedOperandBringsItsShape() {
        Kernels kernels = Kernels.select();
        Tensor c = arena.tensor(2, 4);
        for (Gemm packing : new Gemm[] {
            kernels.gemm(Gemm.specOf(a, b, c).withPacked(GemmSpec.Packed.B)),
            kernels.gemm(Gemm.specOf(a, bStoredTransposed.transposed(), c).withPacked(GemmSpec.Packed.B))
        }) {
            Tensor source = packing.spec().transposeB() == Transpose.NO ? b : bStoredTransposed;
            PackedMatrix packed = packing.allocatePacked(arena).pack(source);
            assertEquals(packing.spec(), Gemm.specOf(a, packed, c));
            kernels.gemm(a, packed, c.fill(0)).run(a, packed, c);
            assertArrayEquals(product, c.toArray());
            refused("gemm: A is B [", () -> Gemm.specOf(packed, b, c));
        }
    }

    @Test
    void aViewIsTheTensor() {
        Transposed view = a.transposed();
        assertEquals("[3 x 2], transposed", view.toString());
        assertEquals(3, view.rows());
        assertEquals(2, view.columns());
        assertSame(a, view.transposed());
    }

    @Test
    void whatMakesNoProductIsRefused() {
        Tensor c = arena.tensor(2, 4);
        Kernels kernels = Kernels.select();
        refused(
                "gemm: A is [2 x 3] and B [4 x 3], expected as many columns of A as rows of B; see Tensor.transposed",
                () -> kernels.gemm(a, bStoredTransposed, c));
        refused("gemm: A is [3 x 2], transposed and B [3 x 4]", () -> kernels.gemm(a.transposed(), b, c));
        refused("gemm: C is [4 x 2], expected [2 x 4], since A is [2 x 3] and B [3 x 4]", () -> {
            kernels.gemm(a, b, arena.tensor(4, 2));
        });
        Tensor square = arena.tensor(3, 3);
        Tensor out = arena.tensor(3, 3).fill(7);
        Gemm plain = kernels.gemm(square, square, out);
        Gemm transposing = kernels.gemm(square, square.transposed(), out);
        refused("gemm: B is [3 x 3], transposed, the plan expects it as stored, [3 x 3]", () -> {
            plain.run(square, square.transposed(), out);
        });
        refused("gemm: A is [3 x 3], transposed", () -> transposing.run(square.transposed(), square, out));
        refused("gemm: B is [4 x 3], leading dimension 3; the plan expects", () -> {
            transposing.run(square, bStoredTransposed.transposed(), out);
        });
        assertEquals(7, out.get(0, 0));
        transposing.run(square, square.transposed(), out);
        assertEquals(0, out.get(0, 0));
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count());
    }
}
