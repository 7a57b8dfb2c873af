package dev.thrice.openblas;

import dev.thrice.kernels.machine.CacheFolder;
import dev.thrice.kernels.machine.NativeAccess;
import dev.thrice.kernels.machine.PrivateFolder;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Finds OpenBLAS: the library that the user named, else the one that this jar carries. */
final class OpenBlasLoader {
    private OpenBlasLoader() {}

    static OpenBlas load() throws UnavailableException {
        String named = System.getProperty(OpenBlas.LIBRARY_PROPERTY);
        try {
            return named == null ? carried(NativeBundle.of(Platform.NAME), caches(System::getenv)) : named(named);
        } catch (IllegalCallerException e) {
            throw new UnavailableException(NativeAccess.denied(OpenBlas.class.getModule()));
        }
    }

    static OpenBlas named(String file) throws UnavailableException {
        try {
            return OpenBlas.bind(NativeLibrary.openUnknown(path(file)));
        } catch (UnavailableException e) {
            throw new UnavailableException(OpenBlas.LIBRARY_PROPERTY + ": " + Reasons.of(e));
        }
    }

    private static Path path(String file) throws UnavailableException {
        if (file.isBlank()) { // which Java takes for the working directory
            throw noPath(file);
        }
        try {
            return Path.of(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw noPath(file);
        }
    }

    private static UnavailableException noPath(String file) {
        return new UnavailableException("'" + file + "' is no path, expected that of a library");
    }

    /** Loads from the first cache that can be written to and loaded from. */
    static OpenBlas carried(NativeBundle bundle, List<LibraryCache> caches) throws UnavailableException {
        Set<String> reasons = new LinkedHashSet<>();
        for (LibraryCache cache : caches) {
            try {
                List<Path> files = cache.install(bundle);
                for (Path sibling : files.subList(0, files.size() - 1)) {
                    NativeLibrary.openSibling(sibling);
                }
                return OpenBlas.bind(NativeLibrary.open(files.getLast()));
            } catch (IOException e) {
                reasons.add("cache folder " + cache + ", expected to be writable and the user's own: " + Reasons.of(e));
            } catch (UnavailableException e) {
                reasons.add(Reasons.of(e));
            }
        }
        throw new UnavailableException(String.join("; ", reasons));
    }

    /** The user's cache folder as the system has it, then the folder for temporary files. */
    static List<LibraryCache> caches(UnaryOperator<String> environment) {
        List<LibraryCache> caches = new ArrayList<>();
        CacheFolder.of(environment).ifPresent(folder -> caches.add(new LibraryCache(folder, "thrice")));
        caches.add(new LibraryCache(CacheFolder.temporary(), PrivateFolder.name()));
        return caches;
    }
}
