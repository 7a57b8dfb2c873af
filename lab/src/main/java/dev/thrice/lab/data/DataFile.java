package dev.thrice.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file whose bytes are known beforehand, and so can be had from anywhere. Exceptions say what is wrong with the bytes;
 * the caller knows, and adds, where they came from.
 */
record DataFile(String name, long bytes, String sha256) {
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Copies a stream into a new file, no further than the bytes the file should have.
     *
     * @throws IOException if the stream fails or has other bytes
     */
    void receive(InputStream in, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            copy(in, out);
        }
    }

    /**
     * Reads a file to its end.
     *
     * @throws IOException if it cannot be read or has other bytes; the message has both checksums
     */
    void verify(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            String found = describe(Files.size(file), sha256(in));
            String expected = describe(bytes, sha256);
            if (!found.equals(expected)) {
                throw new IOException(found + ", expected " + expected);
            }
        }
    }

    private static String describe(long bytes, String sha256) {
        return bytes + " bytes of SHA-256 " + sha256;
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long received = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            received += n;
            if (received > bytes) {
                throw new IOException("more than the expected " + bytes + " bytes");
            }
            digest.update(buffer, 0, n);
            out.write(buffer, 0, n);
        }
        if (received < bytes) {
            throw new IOException(received + " bytes, expected " + bytes);
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(sha256)) {
            throw new IOException("SHA-256 " + actual + ", expected " + sha256);
        }
    }

    /** The checksum of a stream, which is read to its end. */
    static String sha256(InputStream in) throws IOException {
        DigestInputStream digesting = new DigestInputStream(in, digest());
        digesting.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
