package dev.thrice.openblas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The libraries that this jar carries for one platform, in the order they are loaded; OpenBLAS is the last. A list in the
 * jar says what has to be in them; the files themselves are resources beside it where the jar was built for the platform.
 */
final class NativeBundle {
    private static final String LIST = "natives.sha256";

    /** Where a file's bytes come from; null where there is no such resource. */
    @FunctionalInterface
    interface Resources {
        InputStream open(String path) throws IOException;
    }

    private final String platform;
    private final String version;
    private final List<NativeFile> files;
    private final Resources resources;

    NativeBundle(String platform, String version, List<NativeFile> files, Resources resources) {
        this.platform = platform;
        this.version = version;
        this.files = List.copyOf(files);
        this.resources = resources;
    }

    static NativeBundle of(String platform) throws UnavailableException {
        String version = "";
        List<NativeFile> files = new ArrayList<>();
        for (String line : list().lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("version")) {
                version = words[1];
            } else if (words.length == 3 && words[2].startsWith(platform + "/")) {
                files.add(
                        new NativeFile(words[2].substring(platform.length() + 1), Long.parseLong(words[1]), words[0]));
            }
        }
        if (files.isEmpty()) {
            throw new UnavailableException("no OpenBLAS is carried for " + platform + "; expected system property "
                    + OpenBlas.LIBRARY_PROPERTY + " to name one");
        }
        return new NativeBundle(platform, version, files, NativeBundle.class::getResourceAsStream);
    }

    /** The files in the order they are loaded. */
    List<NativeFile> files() {
        return files;
    }

    /** A name that no other version, platform or build of the libraries has. */
    String id() {
        return version + "-" + platform + "-" + files.getLast().sha256().substring(0, 12);
    }

    InputStream open(NativeFile file) throws UnavailableException, IOException {
        String path = "/org/bytedeco/openblas/" + platform + "/" + file.name();
        InputStream in = resources.open(path);
        if (in == null) {
            throw new UnavailableException("this build carries no OpenBLAS for " + platform + ": resource " + path
                    + " is missing; expected a jar built on or for " + platform + ", or system property "
                    + OpenBlas.LIBRARY_PROPERTY + " to name a library");
        }
        return in;
    }

    private static String list() {
        try (InputStream in = NativeBundle.class.getResourceAsStream(LIST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("a resource of this class's own jar: " + LIST, e);
        }
    }
}
