package dev.thrice.lab.data;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A folder of data files. Under its final name a file is whole: it was verified before it got that name, in one step,
 * so that processes that fetch or read at the same time do not see each other's work. Since disks err, it is verified
 * again before every use; that takes a fraction of a second.
 *
 * <p>What is there is never overwritten. In Thrice's own folder a file with other bytes gets another name and makes room; in
 * any other folder it is somebody's, and an error.
 *
 * @param path where it is
 * @param data that it is for
 * @param files of these
 * @param own whether it is Thrice's
 */
record DataFolder(Path path, PublicData data, List<DataFile> files, boolean own) {
    /** The 31 MB of Fashion-MNIST, compressed, take this long at 40 kB/s. */
    private static final Duration LIMIT = Duration.ofMinutes(13);

    private static final String ASIDE = ".corrupt";

    /** Where a file is, or would be. */
    Path locate(DataFile file) {
        return path.resolve(file.name());
    }

    /**
     * Verifies the files.
     *
     * @param notices is told, in a line, of each file that is corrupt
     * @return those that are not there or corrupt
     * @throws UserError if a file has other bytes in a folder that is not Thrice's
     */
    List<DataFile> missing(Consumer<String> notices) {
        List<DataFile> missing = new ArrayList<>();
        for (DataFile file : files) {
            if (!Files.exists(locate(file), LinkOption.NOFOLLOW_LINKS) || !isIntact(file, notices)) {
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
            if (!own) {
                throw anothers(file, e);
            }
            notices.accept(locate(file) + ": corrupt, so not used: " + Reason.of(e));
            return false;
        }
    }

    private UserError anothers(DataFile file, IOException e) {
        return new UserError(locate(file) + ": not " + data.title() + "'s, and left as it is: " + Reason.of(e)
                + "; data of your own are asked for with --data, and " + data.title()
                + " needs another folder with --dir");
    }

    /**
     * Gets files, all from one source.
     *
     * @param missing which
     * @param sources where to look, all at the same time
     * @param notices is told, in a line each, what is being fetched and what made room for it
     * @return the name of the source that had them first
     * @throws IOException if no source has them; the message says for each one why
     * @throws UserError if the folder cannot be written or has other files by now, or the thread is interrupted
     */
    String fetch(List<DataFile> missing, List<Source> sources, Consumer<String> notices) throws IOException {
        try (Staging staging = openStaging()) {
            notices.accept("fetching " + missing.size() + " file(s) from "
                    + sources.stream().map(Source::name).collect(Collectors.joining(" or ")));
            SourceRace.Winner winner = new SourceRace(missing, staging.path(), LIMIT).run(sources);
            for (DataFile file : missing) {
                install(winner.folder().resolve(file.name()), file, notices);
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

    private void install(Path from, DataFile file, Consumer<String> notices) {
        Path to = locate(file);
        try {
            rename(from, to);
        } catch (FileAlreadyExistsException e) {
            if (!isIntact(file, line -> {})) { // else another process was as quick
                replace(from, to, notices);
            }
        } catch (IOException e) {
            throw cannotWrite(to, e);
        }
    }

    private void replace(Path from, Path to, Consumer<String> notices) {
        try {
            notices.accept(to + ": kept as " + setAside(to).getFileName());
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(to, e);
        }
    }

    private static Path setAside(Path file) throws IOException {
        for (int number = 1; ; number++) {
            Path aside = file.resolveSibling(file.getFileName() + ASIDE + (number == 1 ? "" : "-" + number));
            try {
                rename(file, aside);
                return aside;
            } catch (FileAlreadyExistsException e) {
                // from another time
            }
        }
    }

    /** Gives a file a name that nothing has, in one step; where the file system has links, it keeps the old one beside it. */
    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(from, to);
        }
    }

    private UserError cannotWrite(Path path, IOException e) {
        return new UserError(path + ": cannot be written: " + Reason.of(e)
                + "; thrice data " + data.word() + " --dir DIR puts " + data.title() + " into another folder, which "
                + (data.equals(PublicData.MNIST) ? "--dir" : "--data") + " then names");
    }
}
