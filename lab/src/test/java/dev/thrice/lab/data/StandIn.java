package dev.thrice.lab.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Four small files in the place of MNIST's: images of 2 x 2, 30 to train on and 10 to test on. */
final class StandIn {
    static final List<DataFile> FILES = Stream.of(
                    "train-images-idx3-ubyte",
                    "train-labels-idx1-ubyte",
                    "t10k-images-idx3-ubyte",
                    "t10k-labels-idx1-ubyte")
            .map(name -> new DataFile(name, content(name).length, sha256(content(name))))
            .toList();

    private StandIn() {}

    static byte[] content(String name) {
        int count = name.startsWith("train") ? 30 : 10;
        return name.contains("images") ? images(count) : labels(count);
    }

    /** Writes all files into a new folder. */
    static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (DataFile file : FILES) {
            Files.write(folder.resolve(file.name()), content(file.name()));
        }
        return folder;
    }

    /** What a file with other bytes is told to have, and should have. */
    static String sums(byte[] found, DataFile expected) {
        return found.length + " bytes of SHA-256 " + sha256(found) + ", expected " + expected.bytes()
                + " bytes of SHA-256 " + expected.sha256();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** The names of everything in a folder, hidden or not. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** The names of the four files, sorted. */
    static List<String> allNames() {
        return FILES.stream().map(DataFile::name).sorted().toList();
    }

    private static byte[] images(int count) {
        ByteBuffer file = ByteBuffer.allocate(16 + 4 * count);
        file.putInt(0x803).putInt(count).putInt(2).putInt(2);
        while (file.hasRemaining()) {
            file.put((byte) file.position());
        }
        return file.array();
    }

    private static byte[] labels(int count) {
        ByteBuffer file = ByteBuffer.allocate(8 + count);
        file.putInt(0x801).putInt(count);
        while (file.hasRemaining()) {
            file.put((byte) (file.position() % 10));
        }
        return file.array();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
