package dev.thrice.command.fork;

import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** On the side of a {@link ForkProcess}: the process that started this one. */
public final class Parent {
    private static final String PROCESS = "thrice.fork.parent";
    private static final String BUILD = "thrice.fork.build";
    private static final String FOLDER = "thrice.fork.folder";
    private static final long PATIENCE_MILLIS = 50;

    private Parent() {}

    /** Options for a fork's JVM, by which it knows this process. */
    static List<String> options(Path folder) {
        return List.of(
                "-D" + PROCESS + "=" + ProcessHandle.current().pid(),
                "-D" + BUILD + "=" + ProgramFiles.own().atStart(),
                "-D" + FOLDER + "=" + folder);
    }

    /**
     * Sees to it that this process does not outlive its parent. Does nothing where it is no fork.
     *
     * @throws UserError if this is another build than the parent's
     */
    public static void follow() {
        String build = System.getProperty(BUILD);
        if (build == null) {
            return;
        }
        if (!build.equals(ProgramFiles.own().atStart())) {
            throw new UserError(ProgramFiles.REPLACED);
        }
        Thread follower = new Thread(Parent::endWithIt, "parent");
        follower.setDaemon(true);
        follower.start();
    }

    /** Its end of the pipe is closed with it, which costs no time to wait for; or where it ends this process, in a way that leaves time to say something. */
    private static void endWithIt() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said there
            }
            while (isAlive()) {
                Thread.sleep(PATIENCE_MILLIS);
            }
            tidyUp(Path.of(System.getProperty(FOLDER)));
        } catch (IOException | InterruptedException e) {
            System.err.println("thrice: " + e.getMessage()); // which nobody reads
        }
        Runtime.getRuntime().halt(1);
    }

    /** Whoever has lost his parent is given another. */
    private static boolean isAlive() {
        Optional<ProcessHandle> now = ProcessHandle.current().parent();
        return now.isPresent() && now.get().pid() == Long.getLong(PROCESS);
    }

    /** Deletes a fork's folder; not an error if it is not there any more. */
    static void tidyUp(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                for (Path each : left) {
                    Files.deleteIfExists(each);
                }
            }
            Files.deleteIfExists(folder);
        }
    }
}
