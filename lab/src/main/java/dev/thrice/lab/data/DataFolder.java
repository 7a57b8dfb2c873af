package dev.thrice.lab.data;

import dev.thrice.lab.UserError;
import dev.thrice.lab.output.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A folder of data files. Under its final name a file is whole: it was verified before it was moved there, atomically,
 * so that processes that fetch or read at the same time do not see each other's work. Since disks err, it is verified
 * again before every use; that takes a fraction of a second.
 */
record DataFolder(Path path, List<DataFile> files) {
    /** The 11 MB of MNIST, compressed, take this long at 40 kB/s. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Where a file is, or would be. */
    Path locate(DataFile file) {
        return path.resolve(file.name());
    }

    /**
     * Verifies the files.
     *
     * @param notices is told, in a line, of each file that is corrupt
     * @return those that are not there or corrupt
     */
    List<DataFile> missing(Consumer<String> notices) {
        List<DataFile> missing = new ArrayList<>();
        for (DataFile file : files) {
            if (!Files.exists(locate(file)) || !isIntact(file, notices)) {
                missing.add(file);
            }
        }
        return missing;
    }

    private boolean isIntact(DataFile file, Consumer<String> notices) {
        try {
            file.verify(locate(file));
            return true;
        } catch (IOException e) {
            notices.accept(locate(file) + ": corrupt, so not used: " + Reason.of(e));
            return false;
        }
    }

    /**
     * Gets files, all from one source.
     *
     * @param missing which
     * @param sources where to look, all at the same time
     * @param notices is told, in a line, what is being fetched
     * @return the name of the source that had them first
     * @throws IOException if no source has them; the message says for each one why
     * @throws UserError if the folder cannot be written, or the thread is interrupted
     */
    String fetch(List<DataFile> missing, List<Source> sources, Consumer<String> notices) throws IOException {
        try (Staging staging = openStaging()) {
            notices.accept("fetching " + missing.size() + " file(s) from "
                    + sources.stream().map(Source::name).collect(Collectors.joining(" or ")));
            SourceRace.Winner winner = new SourceRace(missing, staging.path(), LIMIT).run(sources);
            for (DataFile file : missing) {
                install(winner.folder().resolve(file.name()), locate(file));
            }
            return winner.source().name();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    private Staging openStaging() {
        try {
            Files.createDirectories(path);
            return Staging.in(path);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    private static void install(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(to, e);
        }
    }

    private static UserError cannotWrite(Path path, IOException e) {
        return new UserError(path + ": cannot be written: " + Reason.of(e) + "; choose another folder with --dir");
    }
}
