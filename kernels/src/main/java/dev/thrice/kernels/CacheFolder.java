package dev.thrice.kernels;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Where Thrice keeps what it can make or fetch again: in the user's cache folder, as the system has it. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * Thrice's own folder.
     *
     * @return {@code thrice} within {@link #of}, by this process's environment; it may not exist
     */
    public static Path thrice() {
        return of(System::getenv).resolve("thrice");
    }

    /**
     * The user's cache folder: {@code $XDG_CACHE_HOME} (on Windows {@code %LOCALAPPDATA%}) where that is an absolute path, as the XDG
     * base directory specification has it, else {@code .cache} in the home folder.
     *
     * @param environment a variable's value by its name, null where there is none
     * @return an absolute path
     */
    public static Path of(UnaryOperator<String> environment) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        String named = environment.apply(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        return named != null && Path.of(named).isAbsolute()
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".cache").toAbsolutePath();
    }
}
