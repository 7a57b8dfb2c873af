package dev.thrice.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that a program is started from. Whoever builds it anew meanwhile puts others in their place. */
public final class ProgramFiles {
    /** What to say where they are. */
    public static final String REPLACED =
            "this program was built anew while it ran, and parts of it would be of another build;"
                    + " run it again, and leave the build alone until it is through";

    private static final ProgramFiles OWN = of(
            System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path", ""));

    private final List<Path> paths;
    private final String atStart;

    private ProgramFiles(List<Path> paths) {
        this.paths = paths;
        atStart = state();
    }

    /**
     * Those of this program.
     *
     * @return as they were when it was first asked, which Main does
     */
    public static ProgramFiles own() {
        return OWN;
    }

    /** Those on a class path. */
    static ProgramFiles of(String classPath) {
        return new ProgramFiles(Arrays.stream(classPath.split(File.pathSeparator))
                .filter(Predicate.not(String::isEmpty))
                .map(Path::of)
                .toList());
    }

    /**
     * What they were at first.
     *
     * @return the same for the same names, sizes and dates
     */
    public String atStart() {
        return atStart;
    }

    /**
     * Whether they are others by now.
     *
     * @return whether a JVM that is started now would be of another build, and a class that is loaded now may not be there
     */
    public boolean replaced() {
        return !atStart.equals(state());
    }

    /** Of a folder, of the jars in it: anybody may write something else there, results among it. */
    private String state() {
        StringBuilder all = new StringBuilder();
        for (Path path : paths) {
            try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
                for (Path file : files.filter(ProgramFiles::isJar).sorted().toList()) {
                    all.append(file)
                            .append(' ')
                            .append(Files.size(file))
                            .append(' ')
                            .append(Files.getLastModifiedTime(file))
                            .append('\n');
                }
            } catch (NoSuchFileException e) {
                all.append("no ").append(path).append('\n');
            } catch (IOException e) {
                throw new UserError("cannot look at " + path + ", which this program was started from");
            }
        }
        return Integer.toHexString(all.toString().hashCode());
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }
}
