package dev.thrice.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.lab.peers.Peer;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * BLIS as the system has it, on one thread, by CBLAS, which is as fast as BLIS' own interface and faster for one row. Its integers are
 * taken to have 32 bits.
 */
public final class Blis implements Peer {
    private static final String CHOICE = "BLIS_ARCH_TYPE";

    @Override
    public String name() {
        return "BLIS";
    }

    @Override
    public Optional<String> unavailable() {
        return notANumber(System.getenv(CHOICE)).or(() -> Loading.of(this::description));
    }

    /** BLIS takes a name for 0, which stands for kernels of AVX-512, and ends the process where there are none. */
    static Optional<String> notANumber(String choice) {
        return choice == null || choice.matches("\\d+")
                ? Optional.empty()
                : Optional.of(CHOICE + "=" + choice + " is no number, which BLIS takes for 0, skx; expected such as 3,"
                        + " haswell, or 6, zen3");
    }

    @Override
    public Optional<String> description() {
        return Optional.of(Library.DESCRIPTION);
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        return Optional.of(new Product(m, n, k, transposeA, transposeB, a, b));
    }

    private static final class Product extends NativeProduct {
        private static final int ROW_MAJOR = 101;
        private static final int AS_STORED = 111;
        private static final int TRANSPOSED = 112;

        private final int m;
        private final int n;
        private final int k;
        private final int opA;
        private final int opB;
        private final int rowOfA;
        private final int rowOfB;

        Product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
            super(m, n, k, a, b);
            this.m = m;
            this.n = n;
            this.k = k;
            opA = transposeA ? TRANSPOSED : AS_STORED;
            opB = transposeB ? TRANSPOSED : AS_STORED;
            rowOfA = transposeA ? m : k;
            rowOfB = transposeB ? k : n;
        }

        @Override
        void call() throws Throwable {
            if (brief) {
                Library.BRIEF_SGEMM.invokeExact(ROW_MAJOR, opA, opB, m, n, k, 1f, a, rowOfA, b, rowOfB, 0f, c, n);
            } else {
                Library.SGEMM.invokeExact(ROW_MAJOR, opA, opB, m, n, k, 1f, a, rowOfA, b, rowOfB, 0f, c, n);
            }
        }
    }

    /** Loaded when it is first asked for. */
    private static final class Library {
        private static final FunctionDescriptor SGEMM_TYPE = FunctionDescriptor.ofVoid(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_FLOAT,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_INT,
                JAVA_FLOAT,
                JAVA_LONG,
                JAVA_INT);

        private static final NativeFunctions BLIS =
                NativeFunctions.of("libblis.so.4", "on Debian: apt-get install libblis-dev");

        static final MethodHandle SGEMM = BLIS.function("cblas_sgemm", SGEMM_TYPE);
        static final MethodHandle BRIEF_SGEMM = BLIS.function("cblas_sgemm", SGEMM_TYPE, Linker.Option.critical(false));
        static final String DESCRIPTION = describe();

        private Library() {}

        /** Threads first, which is also what gets it ready: asked for its kernels before, it may end the process. */
        private static String describe() {
            MethodHandle setThreads = BLIS.function("bli_thread_set_num_threads", FunctionDescriptor.ofVoid(JAVA_LONG));
            MethodHandle core = BLIS.function("bli_arch_query_id", FunctionDescriptor.of(JAVA_INT));
            MethodHandle nameOfCore = BLIS.function("bli_arch_string", FunctionDescriptor.of(ADDRESS, JAVA_INT));
            String version = BLIS.said("bli_info_get_version_str");
            try {
                setThreads.invokeExact(1L);
                MemorySegment name = (MemorySegment) nameOfCore.invokeExact((int) core.invokeExact());
                return version + ", core " + NativeFunctions.text(name);
            } catch (Throwable e) {
                throw NativeFunctions.unexpected(e);
            }
        }
    }
}
