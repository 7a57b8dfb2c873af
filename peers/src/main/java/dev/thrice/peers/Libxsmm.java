package dev.thrice.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.lab.peers.Peer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * libxsmm's kernels, written for a product when it is planned. Its matrices are columns after columns: C^T = op(B)^T op(A)^T. What it has no
 * kernel for it does not take part in: its gemm would hand that to a BLAS.
 */
public final class Libxsmm implements Peer {
    @Override
    public String name() {
        return "libxsmm";
    }

    @Override
    public Optional<String> unavailable() {
        return Loading.of(this::description);
    }

    @Override
    public Optional<String> description() {
        return Optional.of(Library.DESCRIPTION);
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        MemorySegment kernel = Library.kernel(n, m, k, transposeB, transposeA);
        return kernel.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(new Product(kernel, m, n, k, a, b));
    }

    private static final class Product extends NativeProduct {
        private final MemorySegment kernel;

        Product(MemorySegment kernel, int m, int n, int k, float[] a, float[] b) {
            super(m, n, k, a, b);
            this.kernel = kernel;
        }

        @Override
        void call() throws Throwable {
            if (brief) {
                Library.BRIEF_CALL.invokeExact(kernel, b, a, c);
            } else {
                Library.CALL.invokeExact(kernel, b, a, c);
            }
        }
    }

    /** Linked and loaded when it is first asked for. */
    private static final class Library {
        private static final int TRANSPOSE_FIRST = 1;
        private static final int TRANSPOSE_SECOND = 2;

        /** A kernel that fetches ahead takes the next operands' addresses too. */
        private static final int NO_PREFETCH = 0;

        /** (m, n, k, lda, ldb, ldc, alpha, beta, flags, prefetch), pointers from the fourth on. */
        private static final FunctionDescriptor DISPATCH_TYPE = FunctionDescriptor.of(
                ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

        /** The operands' addresses; the kernel's own goes before them. */
        private static final FunctionDescriptor KERNEL_TYPE =
                FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG);

        private static final NativeFunctions LIBXSMM =
                NativeFunctions.of(LibxsmmArchive.ofSystem().linked().toString(), LibxsmmArchive.REMEDY);
        private static final MethodHandle DISPATCH = LIBXSMM.function("libxsmm_smmdispatch", DISPATCH_TYPE);

        static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(KERNEL_TYPE);
        static final MethodHandle BRIEF_CALL =
                Linker.nativeLinker().downcallHandle(KERNEL_TYPE, Linker.Option.critical(false));
        static final String DESCRIPTION = describe();

        private Library() {}

        private static String describe() {
            MethodHandle init = LIBXSMM.function("libxsmm_init", FunctionDescriptor.ofVoid());
            try {
                init.invokeExact();
            } catch (Throwable e) {
                throw NativeFunctions.unexpected(e);
            }
            return NativeFunctions.text(LIBXSMM.symbol(LibxsmmArchive.VERSION)) + ", kernels for "
                    + LIBXSMM.said("libxsmm_get_target_arch");
        }

        /** Of a product [m x n] in columns, beta = 0; null if it has none. */
        static MemorySegment kernel(int m, int n, int k, boolean transposeFirst, boolean transposeSecond) {
            int flags = (transposeFirst ? TRANSPOSE_FIRST : 0) | (transposeSecond ? TRANSPOSE_SECOND : 0);
            MemorySegment dense = MemorySegment.NULL; // as leading dimensions
            try (Arena arena = Arena.ofConfined()) {
                return (MemorySegment) DISPATCH.invokeExact(
                        m,
                        n,
                        k,
                        dense,
                        dense,
                        dense,
                        arena.allocateFrom(JAVA_FLOAT, 1f),
                        arena.allocateFrom(JAVA_FLOAT, 0f),
                        arena.allocateFrom(JAVA_INT, flags),
                        arena.allocateFrom(JAVA_INT, NO_PREFETCH));
            } catch (Throwable e) {
                throw NativeFunctions.unexpected(e);
            }
        }
    }
}
