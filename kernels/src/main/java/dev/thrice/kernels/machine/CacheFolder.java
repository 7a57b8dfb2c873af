package dev.thrice.kernels.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Where Thrice keeps what it can make or fetch again: in the user's cache folder, as the system has it. A user that has none, as in a
 * container that does not know the user, has a {@link PrivateFolder} in the folder for temporary files.
 */
public final class CacheFolder {
    private static final System.Logger LOG = System.getLogger(CacheFolder.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private CacheFolder() {}

    /**
     * Thrice's own folder.
     *
     * @return {@code thrice} within {@link #of}, by this process's environment, which may not exist; else a private one, which does
     * @throws UncheckedIOException if there is neither; the message says why and what to do
     */
    public static Path thrice() {
        return of(System::getenv)
                .map(folder -> folder.resolve("thrice"))
                .orElseGet(() -> inPlaceOfHome(temporary(), System.getProperty("user.home")));
    }

    /**
     * The user's cache folder: {@code $XDG_CACHE_HOME} (on Windows {@code %LOCALAPPDATA%}) where that is an absolute path, as the XDG
     * base directory specification has it, else {@code .cache} in the home folder.
     *
     * @param environment a variable's value by its name, null where there is none
     * @return an absolute path; empty if neither is there
     */
    public static Optional<Path> of(UnaryOperator<String> environment) {
        return of(environment, System.getProperty("user.home", ""));
    }

    /**
     * The system's folder for temporary files.
     *
     * @return an absolute path
     */
    public static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    /** Java says {@code ?} for the home of a user without one. */
    static Optional<Path> of(UnaryOperator<String> environment, String home) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        String named = environment.apply(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (named != null && Path.of(named).isAbsolute()) {
            return Optional.of(Path.of(named));
        }
        Path folder = Path.of(home);
        return folder.isAbsolute() && Files.isDirectory(folder)
                ? Optional.of(folder.resolve(".cache"))
                : Optional.empty();
    }

    static Path inPlaceOfHome(Path temporary, String home) {
        String noHome = "there is no home folder, user.home is '" + home + "'";
        try {
            Path folder = PrivateFolder.within(temporary, PrivateFolder.name());
            if (TOLD.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: what is kept is kept in {1}; set XDG_CACHE_HOME to have it elsewhere",
                        noHome,
                        folder);
            }
            return folder;
        } catch (IOException e) {
            String message = noHome + ", and no private one: " + e.getMessage() + "; set XDG_CACHE_HOME to a folder";
            throw new UncheckedIOException(message, e);
        }
    }
}
