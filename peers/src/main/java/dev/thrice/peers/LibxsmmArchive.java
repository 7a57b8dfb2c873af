package dev.thrice.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * libxsmm as Debian has it, an archive alone. The system's C compiler links a shared library from it, which takes 0.1 s, beside this module's
 * jar, and again when the archive or the jar is newer.
 */
final class LibxsmmArchive {
    static final String REMEDY = "on Debian: apt-get install gcc libxsmm-dev";

    /** A string in the linked library: libxsmm tells its version in a header alone. */
    static final String VERSION = "thrice_libxsmm_version";

    private static final String SOURCE =
            "#include <libxsmm_version.h>\nconst char " + VERSION + "[] = LIBXSMM_CONFIG_VERSION;\n";

    private static final String ARCHIVE = "libxsmm.a";

    private final String compiler;
    private final Path jar;

    LibxsmmArchive(String compiler, Path jar) {
        this.compiler = compiler;
        this.jar = jar;
    }

    static LibxsmmArchive ofSystem() {
        return new LibxsmmArchive(
                "cc",
                Path.of(URI.create(LibxsmmArchive.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())));
    }

    /**
     * Links it, if that was not done yet.
     *
     * @return the shared library
     * @throws IllegalStateException if there is no compiler, no archive, or no library comes of them
     */
    Path linked() {
        Path archive = Path.of(said(List.of(compiler, "-print-file-name=" + ARCHIVE)));
        if (!archive.isAbsolute()) { // then it is but the name again
            throw new IllegalStateException("there is no " + ARCHIVE + " that " + compiler + " finds; " + REMEDY);
        }
        Path library = jar.resolveSibling("libxsmm.so");
        try {
            if (!isUpToDate(library, archive)) {
                link(library);
            }
        } catch (IOException e) {
            throw new IllegalStateException(library + " cannot be linked there: " + e);
        }
        return library;
    }

    private boolean isUpToDate(Path library, Path archive) throws IOException {
        return Files.exists(library) && isNewer(library, archive) && isNewer(library, jar);
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /** Under another name first, since several JVMs may be at it. */
    private void link(Path library) throws IOException {
        Path source = Files.createTempFile(library.getParent(), "libxsmm", ".c");
        Path linked = source.resolveSibling(source.getFileName() + ".so");
        try {
            Files.writeString(source, SOURCE);
            List<String> command = new ArrayList<>(List.of(compiler, "-shared", "-fPIC", "-o", linked.toString()));
            command.add(source.toString());
            command.addAll(List.of("-Wl,--whole-archive", "-l:" + ARCHIVE, "-l:libxsmmnoblas.a"));
            command.addAll(List.of("-Wl,--no-whole-archive", "-lpthread", "-lrt", "-ldl", "-lm"));
            said(command);
            Files.move(linked, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.delete(source);
            Files.deleteIfExists(linked);
        }
    }

    /** The first line of what a command says. */
    private static String said(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            String first = said.lines().findFirst().orElse("nothing");
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        command.getFirst() + " cannot link " + ARCHIVE + ", it says: " + first + "; " + REMEDY);
            }
            return first;
        } catch (IOException e) {
            throw new IllegalStateException("there is no C compiler " + command.getFirst() + " to link it; " + REMEDY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }
    }
}
