package dev.thrice.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The functions of a native library, which stays loaded. */
final class NativeFunctions {
    private static final FunctionDescriptor STRING = FunctionDescriptor.of(ADDRESS);

    private final String library;
    private final String remedy;
    private final SymbolLookup symbols;

    private NativeFunctions(String library, String remedy, SymbolLookup symbols) {
        this.library = library;
        this.remedy = remedy;
        this.symbols = symbols;
    }

    /**
     * Loads it.
     *
     * @param library a path, or a name that the system's loader finds
     * @param remedy what to do where it is not there, or is another
     * @return its functions
     * @throws IllegalStateException if it cannot be loaded
     */
    static NativeFunctions of(String library, String remedy) {
        try {
            return new NativeFunctions(library, remedy, SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(library + " is not found or cannot be loaded; " + remedy);
        }
    }

    /**
     * A function, to be kept in a constant.
     *
     * @param name of it
     * @param type its arguments; a pointer to numbers as the long that it is passed as, so that a call needs no segment
     * @param options of the call
     * @return a handle
     * @throws IllegalStateException if it has none of that name
     */
    MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(symbol(name), type, options);
    }

    /** What a function without arguments says. */
    String said(String name) {
        MethodHandle function = function(name, STRING);
        try {
            return text((MemorySegment) function.invokeExact());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A variable, or a function's address. */
    MemorySegment symbol(String name) {
        return symbols.find(name)
                .orElseThrow(() -> new IllegalStateException(library + " has no " + name + "; " + remedy));
    }

    static String text(MemorySegment address) {
        return address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** A native function throws nothing; if the JVM does on the way to it, there is nothing to be done. */
    static AssertionError unexpected(Throwable e) {
        return new AssertionError("a native call failed", e);
    }
}
