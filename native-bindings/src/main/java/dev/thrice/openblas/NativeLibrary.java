package dev.thrice.openblas;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** A loaded library. It stays loaded: nothing could tell that none of its code is running. */
final class NativeLibrary {
    /** Newer copies of it serve older programs but not the reverse, so the system's own goes first. */
    private static final String GCC_RUNTIME = "libgcc_s.so.1";

    private final Path path;
    private final SymbolLookup symbols;

    private NativeLibrary(Path path, SymbolLookup symbols) {
        this.path = path;
        this.symbols = symbols;
    }

    /** Loads a library that somebody named, of which nothing is known. */
    static NativeLibrary openUnknown(Path path) throws UnavailableException {
        if (!Files.isRegularFile(path)) {
            throw new UnavailableException(path + " is not a file, expected a library");
        }
        if (Platform.isLinux()) {
            try {
                ElfFile.requireComplete(path);
            } catch (IOException e) {
                throw new UnavailableException(path + " cannot be read: " + Reasons.of(e));
            }
        }
        return open(path);
    }

    /** Loads a library whose bytes are known to be good. */
    static NativeLibrary open(Path path) throws UnavailableException {
        try {
            return new NativeLibrary(path, SymbolLookup.libraryLookup(path, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(path + " cannot be loaded: " + systemReason(path));
        }
    }

    /** Loads what another library needs, if the system does not have a copy it should be preferred to. */
    static void openSibling(Path path) throws UnavailableException {
        if (!path.endsWith(GCC_RUNTIME) || !isInSystem(GCC_RUNTIME)) {
            open(path);
        }
    }

    Path path() {
        return path;
    }

    MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) throws UnavailableException {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.find(name)
                                .orElseThrow(() -> new UnavailableException(
                                        path + " has no function " + name + ", expected an OpenBLAS library")),
                        type,
                        options);
    }

    private static boolean isInSystem(String name) {
        try {
            SymbolLookup.libraryLookup(name, Arena.global());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Only System.load tells why the system refuses a library. */
    private static String systemReason(Path path) {
        try {
            System.load(path.toString());
            return "the system would not say why";
        } catch (UnsatisfiedLinkError e) {
            return Reasons.of(e).replace(path + ": ", "");
        }
    }
}
