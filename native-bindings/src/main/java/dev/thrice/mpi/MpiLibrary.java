package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/** The MPI library of this process, once it is loaded. It stays loaded. */
final class MpiLibrary {
    private static MpiLibrary loaded;

    private final String name;
    private final SymbolLookup symbols;
    private final Abi abi;
    private final Map<String, MethodHandle> functions = new HashMap<>();
    private final Watchdog watchdog = new Watchdog(System.getenv(Watchdog.VARIABLE));

    private MpiLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
        abi = Abi.of(symbols)
                .orElseThrow(() -> new IllegalStateException(
                        "MPI: " + name + " is neither Open MPI nor MPICH, nor of MPICH's ABI; expected one of these"));
    }

    /**
     * Loads the one that goes with who started this process.
     *
     * @throws IllegalStateException if there is none, in one line
     */
    static MpiLibrary load(Launch launch) {
        for (String name : launch.libraries()) {
            SymbolLookup symbols = open(name);
            if (symbols != null) {
                loaded = new MpiLibrary(name, symbols);
                return loaded;
            }
        }
        throw new IllegalStateException("MPI: there is no " + String.join(" and no ", launch.libraries())
                + " in the system's folders and LD_LIBRARY_PATH, expected one, since this process was started by "
                + launch);
    }

    /** MPI_Init_thread, for one thread that calls MPI and others that do not. */
    void init() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment provided = arena.allocate(JAVA_INT);
            call("MPI_Init_thread", MemorySegment.NULL, MemorySegment.NULL, Abi.FUNNELED, provided);
            if (provided.get(JAVA_INT, 0) < Abi.FUNNELED) {
                throw new IllegalStateException("MPI: " + version()
                        + " was built for programs of one thread, expected one" + " built for several, as a JVM has");
            }
        }
    }

    /** What a function such as MPI_Comm_rank says of all ranks' communicator. */
    int ofWorld(String function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            call(function, abi.world(), number);
            return number.get(JAVA_INT, 0);
        }
    }

    /** A communicator of all ranks by which nothing is sent yet. */
    Handle worldAgain() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment communicator = arena.allocate(JAVA_LONG);
            call("MPI_Comm_dup", abi.world(), communicator);
            return abi.read(communicator);
        }
    }

    /** The kind of an error, of those that all libraries have. */
    int errorClass(int code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            call("MPI_Error_class", code, number);
            return number.get(JAVA_INT, 0);
        }
    }

    /** The library of this process, which was loaded. */
    static MpiLibrary loaded() {
        return loaded;
    }

    Abi abi() {
        return abi;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Calls a function that returns an error code; what its arguments are tells how they are passed. */
    void call(String function, Object... arguments) {
        Object[] passed = new Object[arguments.length];
        for (int i = 0; i < passed.length; i++) {
            passed[i] = arguments[i] instanceof Handle handle ? abi.argument(handle) : arguments[i];
        }
        MethodHandle bound = functions.computeIfAbsent(function, any -> bind(function, passed));
        int code;
        watchdog.begin(function);
        try {
            code = (int) bound.invokeWithArguments(passed);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            watchdog.end();
        }
        check(function, code);
    }

    /** A function that returns an error code. */
    MethodHandle function(String function, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.find(function)
                                .orElseThrow(() -> new IllegalStateException(
                                        "MPI: " + name + " has no function " + function + ", expected MPI 3 or later")),
                        FunctionDescriptor.of(JAVA_INT, parameters));
    }

    /** That a function did what it was to do. */
    void check(String function, int code) {
        if (code != 0) {
            throw new MpiException(function + ": " + words(code));
        }
    }

    /** What an error code means. */
    String words(int code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(Abi.TEXT_BYTES);
            MemorySegment length = arena.allocate(JAVA_INT);
            call("MPI_Error_string", code, text, length);
            return text.getString(0).strip().replaceAll("\\s*\\R\\s*", "; ");
        }
    }

    /** The library's name and version, such as "Open MPI v4.1.4". */
    String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(Abi.TEXT_BYTES);
            call("MPI_Get_library_version", text, arena.allocate(JAVA_INT));
            String first = text.getString(0).lines().findFirst().orElse(name);
            return first.replaceFirst(",.*", "")
                    .replaceFirst("\\s*Version:\\s*", " ")
                    .strip();
        }
    }

    /** A C function throws nothing; if the JVM does on the way to it, there is nothing to be done. */
    static AssertionError unexpected(Throwable e) {
        return new AssertionError("a call into MPI failed", e);
    }

    private MethodHandle bind(String function, Object... arguments) {
        MemoryLayout[] parameters = new MemoryLayout[arguments.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = arguments[i] instanceof MemorySegment
                    ? ADDRESS
                    : arguments[i] instanceof Integer ? JAVA_INT : JAVA_LONG;
        }
        return function(function, parameters);
    }

    private static SymbolLookup open(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            return null; // only that it is not there, or cannot be loaded
        }
    }
}
