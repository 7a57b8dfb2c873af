package dev.thrice.openblas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The OpenBLAS library of this process: loaded once, when first asked for, and set to one thread, since callers bring
 * their own. It is the one this jar carries, unpacked into the user's cache folder, or the one that system property
 * {@value #LIBRARY_PROPERTY} names. Thread-safe. A JVM that ends waits for the products that are under way, unless it is halted.
 */
public final class OpenBlas {
    /** The system property that names a library to use in place of the carried one: {@value}. */
    public static final String LIBRARY_PROPERTY = "thrice.openblas.library";

    /** What openblas_get_config says of a build whose integers, sizes among them, have 64 bits. */
    private static final String WIDE_INTEGERS = "USE64BITINT";

    private static final FunctionDescriptor STRING = FunctionDescriptor.of(ADDRESS);

    /**
     * (order, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc). Pointers are declared as the integers they
     * are passed as in every 64-bit ABI, so that a call needs no segment, hence no allocation.
     */
    private static final FunctionDescriptor SGEMM = FunctionDescriptor.ofVoid(
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

    private final Path path;
    private final String version;
    private final String coreName;
    private final MethodHandle getThreads;
    private final MethodHandle setThreads;
    private final MethodHandle sgemm;
    private final MethodHandle awaitedSgemm;

    private OpenBlas(
            Path path,
            String version,
            String coreName,
            MethodHandle getThreads,
            MethodHandle setThreads,
            MethodHandle sgemm,
            MethodHandle awaitedSgemm) {
        this.path = path;
        this.version = version;
        this.coreName = coreName;
        this.getThreads = getThreads;
        this.setThreads = setThreads;
        this.sgemm = sgemm;
        this.awaitedSgemm = awaitedSgemm;
    }

    /**
     * The library, loaded if it was not yet.
     *
     * @return the one of this process
     * @throws IllegalStateException if there is none that works here; the message says why
     */
    public static OpenBlas load() {
        if (Attempt.LIBRARY == null) {
            throw new IllegalStateException("OpenBLAS is not available: " + Attempt.REASON);
        }
        return Attempt.LIBRARY;
    }

    /** Why there is no library, null if there is one. */
    static String unavailable() {
        return Attempt.REASON;
    }

    /** Takes a loaded library for OpenBLAS, if it is one, and sets it to one thread. */
    static OpenBlas bind(NativeLibrary library) throws UnavailableException {
        MethodHandle sgemm = library.function("cblas_sgemm", SGEMM);
        String config = string(library.function("openblas_get_config", STRING));
        if (config.contains(WIDE_INTEGERS)) {
            throw new UnavailableException(library.path() + " was built with 64-bit integers (" + WIDE_INTEGERS
                    + "), expected an OpenBLAS with 32-bit integers");
        }
        OpenBlas openBlas = new OpenBlas(
                library.path(),
                versionIn(config),
                string(library.function("openblas_get_corename", STRING)),
                library.function("openblas_get_num_threads", FunctionDescriptor.of(JAVA_INT)),
                library.function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)),
                sgemm,
                library.function("cblas_sgemm", SGEMM, Linker.Option.critical(false)));
        openBlas.request(1);
        if (openBlas.threads() != 1) {
            throw new UnavailableException(library.path() + " stays at " + openBlas.threads()
                    + " threads, expected a library that can be set to 1");
        }
        return openBlas;
    }

    /**
     * The library's version.
     *
     * @return such as 0.3.31
     */
    public String version() {
        return version;
    }

    /**
     * The kind of processor whose kernels it chose.
     *
     * @return such as Zen or SkylakeX
     */
    public String coreName() {
        return coreName;
    }

    /**
     * The file it was loaded from.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /**
     * How many threads a product may use.
     *
     * @return 1 unless {@link #setThreads} said otherwise
     */
    public int threads() {
        try {
            return (int) getThreads.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Lets a product use more threads, in all of the process. Not while a product runs.
     *
     * @param threads from 1 to the number of processors
     * @throws IllegalArgumentException if it is out of this range, or more than the library was built for
     */
    public synchronized void setThreads(int threads) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads < 1 || threads > processors) {
            throw new IllegalArgumentException(
                    "OpenBLAS: " + threads + " threads, expected 1 to the number of processors, " + processors);
        }
        int before = threads();
        request(threads);
        int possible = threads();
        if (possible != threads) {
            request(before);
            throw new IllegalArgumentException(
                    "OpenBLAS: " + threads + " threads, expected at most the " + possible + " it was built for");
        }
    }

    @Override
    public String toString() {
        return "OpenBLAS " + version + ", core " + coreName;
    }

    /** cblas_sgemm, addresses as longs. */
    MethodHandle sgemm() {
        return sgemm;
    }

    /** The same by a call that reaches no safepoint: neither a garbage collection nor the JVM's end comes before its return. */
    MethodHandle awaitedSgemm() {
        return awaitedSgemm;
    }

    /** A native function throws nothing; if the JVM does on the way to it, there is nothing to be done. */
    static AssertionError unexpected(Throwable e) {
        return new AssertionError("a call into OpenBLAS failed", e);
    }

    private void request(int threads) {
        try {
            setThreads.invokeExact(threads);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static String string(MethodHandle function) {
        try {
            MemorySegment text = (MemorySegment) function.invokeExact();
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The second word of "OpenBLAS 0.3.31 NO_AFFINITY ...". */
    private static String versionIn(String config) {
        String[] words = config.strip().split("\\s+", 3);
        return words.length > 1 ? words[1] : "of unknown version";
    }

    /** The process's one attempt to load it. */
    private static final class Attempt {
        static final OpenBlas LIBRARY;
        static final String REASON;

        static {
            OpenBlas library = null;
            String reason = null;
            try {
                library = OpenBlasLoader.load();
            } catch (UnavailableException | RuntimeException e) { // the latter: what some system does not support
                reason = Reasons.of(e);
            }
            LIBRARY = library;
            REASON = reason;
        }
    }
}
