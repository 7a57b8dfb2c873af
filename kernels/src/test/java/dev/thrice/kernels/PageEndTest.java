package dev.thrice.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Operands that end where memory ends: the page behind them may not be touched, so a kernel that reads on ends the JVM. Kernels do
 * read a vector that is only partly an operand's where the page goes on.
 */
@EnabledOnOs(OS.LINUX)
class PageEndTest {
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final long PAGE = 1 << 16; // at least what any system has

    @ParameterizedTest
    @CsvSource({"9, 17, 13", "1, 17, 70", "5, 3, 7", "1, 9, 20", "64, 33, 31", "6, 16, 16", "12, 7, 1", "330, 333, 331"
    })
    void operandsMayEndWhereMemoryEnds(int m, int n, int k) throws Throwable {
        Kernels kernels = Kernels.select();
        for (Transpose transposeA : Transpose.values()) {
            for (Transpose transposeB : Transpose.values()) {
                Tensor a = transposeA == Transpose.NO ? atTheEnd(m, k) : atTheEnd(k, m);
                Tensor b = transposeB == Transpose.NO ? atTheEnd(k, n) : atTheEnd(n, k);
                Tensor c = atTheEnd(m, n);
                GemmSpec spec =
                        GemmSpec.of(m, n, k, transposeA, transposeB).leadingDimensions(a.columns(), b.columns(), n);
                kernels.gemm(spec).run(a, b, c);
                assertEquals(k, c.get(0, 0), spec.toString());
                assertEquals(k, c.get(m - 1, n - 1), spec.toString());
            }
        }
    }

    @Test
    void elementsBehindTheEndAreNeitherReadNorWritten() throws Throwable {
        Kernels kernels = Kernels.select();
        Tensor x = atTheEnd(3, 37);
        Tensor y = atTheEnd(3, 37);
        kernels.tanh(x, y);
        assertEquals(Math.tanh(1), y.get(2, 36), 1e-6);
        kernels.logSoftmax(x, y);
        assertEquals(-Math.log(37), y.get(2, 36), 1e-5);
    }

    /** A matrix of ones whose last element is the last before a page that cannot be touched. */
    private static Tensor atTheEnd(int rows, int columns) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle mmap = linker.downcallHandle(
                linker.defaultLookup().find("mmap").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        MethodHandle mprotect = linker.downcallHandle(
                linker.defaultLookup().find("mprotect").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        long bytes = (long) rows * columns * Float.BYTES;
        long readable = (bytes + PAGE - 1) / PAGE * PAGE;
        MemorySegment start = (MemorySegment)
                mmap.invokeExact(MemorySegment.NULL, readable + PAGE, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
        MemorySegment end = MemorySegment.ofAddress(start.address() + readable);
        assertEquals(0, (int) mprotect.invokeExact(end, PAGE, 0));
        MemorySegment last = MemorySegment.ofAddress(end.address() - bytes).reinterpret(bytes);
        return Tensor.of(last, rows, columns, columns).fill(1f); // a few pages, unmapped with the JVM
    }
}
