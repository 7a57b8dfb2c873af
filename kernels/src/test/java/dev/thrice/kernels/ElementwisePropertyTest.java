package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Every elementwise kernel on views: rows and columns of any number from 0, at any float of a cache line, with any leading dimension,
 * in place and not, against its definition in float64; and nothing around an operand changes.
 */
class ElementwisePropertyTest {
    private static final float GUARD = 7.25f;
    private static final int MAX_OFFSET = 17;

    /** A kernel on operands a, b and c, which writes c. */
    private interface Call {
        void run(Kernels kernels, Tensor a, Tensor b, Tensor c);
    }

    /** An element of c after, from the rows of a and b before. */
    private interface Definition {
        double at(double[] a, double[] b, int j);
    }

    private record Operation(String name, Call call, Definition definition) {}

    private static final List<Operation> OPERATIONS = List.of(
            new Operation("fill", (k, a, b, c) -> k.fill(2.5f, c), (a, b, j) -> 2.5),
            new Operation("exp", (k, a, b, c) -> k.exp(a, c), (a, b, j) -> Math.exp(a[j])),
            new Operation("log", (k, a, b, c) -> k.log(a, c), (a, b, j) -> Math.log(a[j])),
            new Operation("tanh", (k, a, b, c) -> k.tanh(a, c), (a, b, j) -> Math.tanh(a[j])),
            new Operation("sigmoid", (k, a, b, c) -> k.sigmoid(a, c), (a, b, j) -> 1 / (1 + Math.exp(-a[j]))),
            new Operation("relu", (k, a, b, c) -> k.relu(a, c), (a, b, j) -> Math.max(a[j], 0)),
            new Operation("leakyRelu", (k, a, b, c) -> k.leakyRelu(.25f, a, c), (a, b, j) -> a[j]),
            new Operation("softplus", (k, a, b, c) -> k.softplus(a, c), (a, b, j) -> Math.log1p(Math.exp(a[j]))),
            new Operation("silu", (k, a, b, c) -> k.silu(a, c), (a, b, j) -> a[j] / (1 + Math.exp(-a[j]))),
            new Operation("gelu", (k, a, b, c) -> k.gelu(a, c), (a, b, j) -> a[j] * Normal.distribution(a[j])),
            new Operation("tanh'", Kernels::tanhDerivative, (a, b, j) -> a[j] * (1 - b[j] * b[j])),
            new Operation("sigmoid'", Kernels::sigmoidDerivative, (a, b, j) -> a[j] * b[j] * (1 - b[j])),
            new Operation("relu'", Kernels::reluDerivative, (a, b, j) -> b[j] > 0 ? a[j] : 0),
            new Operation(
                    "leakyRelu'",
                    (k, a, b, c) -> k.leakyReluDerivative(.25f, a, b, c),
                    (a, b, j) -> b[j] > 0 ? a[j] : .25 * a[j]),
            new Operation("softplus'", Kernels::softplusDerivative, (a, b, j) -> a[j] * -Math.expm1(-b[j])),
            new Operation(
                    "silu'",
                    Kernels::siluDerivative,
                    (a, b, j) -> a[j] * (1 + b[j] / (1 + Math.exp(b[j]))) / (1 + Math.exp(-b[j]))),
            new Operation(
                    "gelu'",
                    Kernels::geluDerivative,
                    (a, b, j) -> a[j] * (Normal.distribution(b[j]) + b[j] * Normal.density(b[j]))),
            new Operation("axpby", (k, a, b, c) -> k.axpby(.5f, a, -2f, b, c), (a, b, j) -> .5 * a[j] - 2 * b[j]),
            new Operation("a x", (k, a, b, c) -> k.axpby(.5f, a, 0f, b, c), (a, b, j) -> .5 * a[j]),
            new Operation("b y", (k, a, b, c) -> k.axpby(0f, a, -2f, b, c), (a, b, j) -> -2 * b[j]),
            new Operation("0", (k, a, b, c) -> k.axpby(0f, a, 0f, b, c), (a, b, j) -> 0),
            new Operation(
                    "logSoftmax",
                    (k, a, b, c) -> k.logSoftmax(a, c),
                    (a, b, j) ->
                            a[j] - Math.log(DoubleStream.of(a).map(Math::exp).sum())),
            new Operation(
                    "logSoftmax'",
                    Kernels::logSoftmaxDerivative,
                    (a, b, j) -> a[j] - Math.exp(b[j]) * DoubleStream.of(a).sum()));

    /** Which operand's memory the output takes: none's, or that of a or b. */
    enum Place {
        APART,
        OF_A,
        OF_B
    }

    @Property(tries = 100)
    void viewsAreComputedAndTheirSurroundingsLeftAlone(
            @ForAll @IntRange(max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll Place place,
            @ForAll long seed) {
        for (Kernels kernels : Tested.providers().map(Kernels::select).toList()) {
            for (Operation operation : OPERATIONS) {
                try (TensorArena arena = TensorArena.open()) {
                    SplittableRandom random = new SplittableRandom(seed);
                    List<View> views = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        views.add(View.random(arena, rows, columns, random));
                    }
                    View output = views.get(
                            switch (place) {
                                case APART -> 2;
                                case OF_A -> 0;
                                case OF_B -> 1;
                            });
                    check(kernels, operation, views, output);
                }
            }
        }
    }

    private static void check(Kernels kernels, Operation operation, List<View> views, View output) {
        List<double[][]> before = views.stream().map(View::values).toList();
        operation.call().run(kernels, views.get(0).tensor(), views.get(1).tensor(), output.tensor());
        double[][] after = output.values();
        for (int i = 0; i < after.length; i++) {
            for (int j = 0; j < after[i].length; j++) {
                double expected = operation.definition().at(before.get(0)[i], before.get(1)[i], j);
                double tolerance = 1e-5 * (1 + Math.abs(expected));
                assertEquals(expected, after[i][j], tolerance, kernels.provider() + " " + operation.name());
            }
        }
        views.forEach(view -> view.requireGuards(operation.name()));
    }

    /** A view somewhere in a block of guard values. */
    private record View(MemorySegment block, int offset, Tensor tensor) {
        static View random(TensorArena arena, int rows, int columns, SplittableRandom random) {
            int ld = columns + random.nextInt(MAX_OFFSET);
            int offset = random.nextInt(MAX_OFFSET);
            Tensor block = Tensor.allocate(arena, 1, Tensor.paddedColumns(offset + rows * ld + MAX_OFFSET));
            block.fill(GUARD);
            MemorySegment start = block.segment().asSlice((long) offset * Float.BYTES);
            Tensor tensor = Tensor.of(arena, start, rows, columns, ld);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    tensor.set(i, j, (float) random.nextDouble(.1, 3));
                }
            }
            return new View(block.segment(), offset, tensor);
        }

        double[][] values() {
            double[][] values = new double[tensor.rows()][tensor.columns()];
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < values[i].length; j++) {
                    values[i][j] = tensor.get(i, j);
                }
            }
            return values;
        }

        void requireGuards(String operation) {
            for (int k = 0; k < block.byteSize() / Float.BYTES; k++) {
                int row = Math.floorDiv(k - offset, tensor.leadingDimension());
                int column = Math.floorMod(k - offset, tensor.leadingDimension());
                boolean inside = row >= 0 && row < tensor.rows() && column < tensor.columns();
                if (!inside) {
                    assertEquals(GUARD, block.getAtIndex(ValueLayout.JAVA_FLOAT, k), operation + " wrote outside");
                }
            }
        }
    }
}
