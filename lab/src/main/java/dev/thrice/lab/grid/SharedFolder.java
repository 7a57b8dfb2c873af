package dev.thrice.lab.grid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.mpi.Mpi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A folder of which ranks are to see the same files: rank 0 writes one of a new name, and the others look for it. */
record SharedFolder(Mpi mpi, Path folder) {
    /** A network's file system may show what another machine has written some seconds later. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /**
     * All ranks ask, at the same time.
     *
     * @throws UserError on a rank that does not see it, or on rank 0 if it cannot write there
     */
    void require() {
        try {
            Path file = mpi.rank() == 0 ? Files.createTempFile(folder, ".ranks", "") : folder;
            String name =
                    new String(mpi.broadcast(0, file.getFileName().toString().getBytes(UTF_8)), UTF_8);
            boolean seen = appears(folder.resolve(name));
            mpi.barrier();
            if (mpi.rank() == 0) {
                Files.delete(file);
            }
            if (!seen) {
                throw new UserError("--results " + folder + ": rank " + mpi.rank()
                        + " does not see what rank 0 writes there, expected a folder that all ranks share");
            }
        } catch (IOException e) {
            throw new UserError("--results " + folder + ": " + Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    private static boolean appears(Path file) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return true;
    }
}
