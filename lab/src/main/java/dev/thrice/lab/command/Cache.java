package dev.thrice.lab.command;

import dev.thrice.command.UserError;
import dev.thrice.kernels.machine.CacheFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What the command keeps for its user. */
public final class Cache {
    private Cache() {}

    /**
     * The folder that it is kept in.
     *
     * @return an absolute path
     * @throws UserError if the user has none
     */
    public static Path folder() {
        try {
            return CacheFolder.thrice();
        } catch (UncheckedIOException e) {
            throw new UserError(e.getMessage());
        }
    }
}
