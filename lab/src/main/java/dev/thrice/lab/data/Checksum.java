package dev.thrice.lab.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What files of the user's own are called in results, so that those of one are not taken for another's. */
public final class Checksum {
    /** Enough to tell them apart. */
    private static final int DIGITS = 12;

    private Checksum() {}

    /**
     * Reads files to their ends.
     *
     * @param paths of them
     * @return the first digits of a SHA-256 over theirs
     * @throws IOException if one cannot be read
     */
    public static String of(List<Path> paths) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path path : paths) {
            try (InputStream in = Files.newInputStream(path)) {
                all.append(DataFile.sha256(in));
            }
        }
        byte[] sums = all.toString().getBytes(StandardCharsets.US_ASCII);
        return DataFile.sha256(new ByteArrayInputStream(sums)).substring(0, DIGITS);
    }
}
