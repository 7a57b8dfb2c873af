package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.AdamCoefficients;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Runs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Read-only memory is read by every kernel and written by none: a raw store into a read-only mapping would end the JVM. Here it is a
 * read-only view of memory that can be written, so that a store that nobody has refused is seen.
 */
class ReadOnlyTest {
    private static final int COLUMNS = 5;

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        arena.close();
    }

    /** All of them, those still to be written too. */
    static Stream<Method> kernels() {
        return Arrays.stream(Kernels.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() != Gemm.class) // plans, and computes nothing
                .filter(method -> List.of(method.getParameterTypes()).contains(Tensor.class));
    }

    /** An operand that a call with operands of one row changes is an output. */
    @ParameterizedTest
    @MethodSource("kernels")
    void whatAKernelWritesHasToBeWritable(Method kernel) throws ReflectiveOperationException {
        for (String provider : Tested.providers().toList()) {
            Kernels kernels = Kernels.select(provider);
            Tensor[] operands = operands(kernel);
            float[][] before = values(operands);
            kernel.invoke(kernels, arguments(kernel, operands));
            float[][] after = values(operands);
            int outputs = 0;
            for (int i = 0; i < operands.length; i++) {
                Tensor[] fresh = operands(kernel);
                Tensor[] given = fresh.clone();
                given[i] = readOnly(fresh[i]);
                Object[] arguments = arguments(kernel, given);
                if (Arrays.equals(before[i], after[i])) {
                    kernel.invoke(kernels, arguments);
                    assertArrayEquals(after, values(fresh));
                } else {
                    outputs++;
                    refused(kernel.getName() + ": ", () -> kernel.invoke(kernels, arguments));
                    assertArrayEquals(before, values(fresh));
                }
            }
            assertTrue(outputs > 0 || kernel.getReturnType() != void.class);
        }
    }

    private Tensor[] operands(Method kernel) {
        Tensor[] operands = new Tensor
                [(int) Arrays.stream(kernel.getParameterTypes())
                        .filter(Tensor.class::equals)
                        .count()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = Tensor.allocate(arena, 1, COLUMNS);
            for (int j = 0; j < COLUMNS; j++) {
                operands[i].set(0, j, 5f - i + j / 8f); // what is greater comes first, and is a column, rounded down
            }
        }
        return operands;
    }

    private Object[] arguments(Method kernel, Tensor[] operands) {
        int next = 0;
        Object[] arguments = new Object[kernel.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = kernel.getParameterTypes()[i];
            arguments[i] = type == Tensor.class ? operands[next++] : argument(type);
        }
        return arguments;
    }

    private Object argument(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "float" -> .5f;
            case "double" -> .5;
            case "Labels" -> Labels.allocate(arena, 1, COLUMNS);
            case "AdamCoefficients" -> new AdamCoefficients(.1, .9, .99, 1e-8);
            case "Runs" -> new Runs.Builder().add(0, 1, 2).build();
            default -> throw new AssertionError("how is an argument of " + type + " made?");
        };
    }

    @Test
    void whatAProductWritesHasToBeWritable() {
        GemmSpec spec = GemmSpec.nn(1, 1, 1).then(Epilogue.BIAS.withColumnSums());
        for (String provider : Tested.providers().toList()) {
            Gemm plan = Kernels.select(provider).gemm(spec);
            Tensor a = readOnly(one(2f));
            Tensor b = readOnly(one(3f));
            Tensor bias = readOnly(one(.5f));
            Tensor c = one(7f);
            Tensor sums = one(8f);
            refused("gemm: C [1 x 1] is read-only", () -> plan.run(a, b, readOnly(c), bias, sums));
            refused("gemm: the column sums [1 x 1] is read-only", () -> plan.run(a, b, c, bias, readOnly(sums)));
            assertEquals(7f, c.get(0, 0));
            assertEquals(8f, sums.get(0, 0));
            plan.run(a, b, c, bias, sums);
            assertEquals(6.5f, c.get(0, 0));
            assertEquals(6.5f, sums.get(0, 0));
        }
    }

    @Test
    void packingReadsWhatIsReadOnly() {
        Gemm plan = Kernels.select().gemm(GemmSpec.nn(1, 1, 1).withPacked(GemmSpec.Packed.B));
        Tensor c = one(0f);
        plan.run(one(2f), plan.allocatePacked(arena).pack(readOnly(one(3f))), c);
        assertEquals(6f, c.get(0, 0));
    }

    @Test
    void theTensorsOwnMethodsWriteNothing() {
        Tensor written = Tensor.allocate(arena, 2, COLUMNS).fill(1f);
        for (Tensor t : List.of(
                readOnly(written),
                readOnly(written).rows(1, 1),
                readOnly(written).columns(1, 2))) {
            assertTrue(t.isReadOnly());
            refused("set: tensor", () -> t.set(0, 0, 2f));
            refused("fill: tensor", () -> t.fill(2f));
            refused("claim: tensor", t::claim);
            refused("copy: tensor", () -> t.copyFrom(new float[t.rows() * t.columns()]));
            refused("copy: tensor", () -> t.copyFrom(Tensor.allocate(arena, t.rows(), t.columns())));
            assertEquals(1f, t.get(0, 0));
        }
        for (float value : written.toArray()) {
            assertEquals(1f, value);
        }
    }

    private Tensor one(float value) {
        return Tensor.allocate(arena, 1, 1).fill(value);
    }

    private Tensor readOnly(Tensor t) {
        return Tensor.of(arena, t.segment().asReadOnly(), t.rows(), t.columns(), t.leadingDimension());
    }

    private static float[][] values(Tensor[] operands) {
        return Arrays.stream(operands).map(Tensor::toArray).toArray(float[][]::new);
    }

    private static void refused(String part, Executable call) {
        Throwable thrown = assertThrows(Throwable.class, call);
        Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
        assertEquals(IllegalArgumentException.class, cause.getClass());
        String message = cause.getMessage();
        assertTrue(
                message.contains(part) && message.contains("read-only, expected memory that may be written"), message);
    }
}
