package dev.thrice.openblas;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A carried library: what it is called, and what has to be in it. */
record NativeFile(String name, long size, String sha256) {

    /** Whether a file is this one, byte for byte, and no link, which could lead elsewhere the next moment. */
    boolean matches(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != size) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    /** Copies, and tells whether what was copied is this file. */
    boolean copy(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = sha256Digest();
        try (OutputStream digested = new DigestOutputStream(out, digest)) {
            in.transferTo(digested);
        }
        return HexFormat.of().formatHex(digest.digest()).equals(sha256);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
