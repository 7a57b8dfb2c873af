package dev.thrice.learn.data;

import dev.thrice.formats.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The entries of a tar archive one after the other: a header of 512 bytes, with sizes and a sum in octal, and the bytes, filled up to
 * whole blocks (POSIX.1-1988, ustar).
 */
final class TarStream {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final int SUM_BYTES = 8;
    private static final int TYPE_AT = 156;
    private static final int NUMBER_BYTES = 12;

    private final Path path;
    private final InputStream in;
    private long left; // of the entry, with what fills its last block

    /**
     * An entry.
     *
     * @param name within the archive, folders included
     * @param bytes of its content
     * @param file whether it is a plain one
     */
    record Entry(String name, long bytes, boolean file) {}

    /**
     * Begins.
     *
     * @param path for messages
     * @param in of the archive, unpacked
     */
    TarStream(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /**
     * Passes over what is left of an entry, and reads the header of the next.
     *
     * @return the next; null at the end of the archive
     * @throws FormatException if it is no header, or the archive ends within an entry
     */
    Entry next() throws IOException {
        try {
            in.skipNBytes(left);
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 || (header.length == BLOCK && isEmpty(header))) {
                return null;
            }
            if (header.length < BLOCK) {
                throw new EOFException();
            }
            if (number(header, SUM_AT, SUM_BYTES) != sum(header)) {
                throw new FormatException(path + ": no tar archive, or damaged: a header's sum is wrong");
            }
            long bytes = number(header, SIZE_AT, NUMBER_BYTES);
            left = Math.ceilDiv(bytes, BLOCK) * BLOCK;
            int type = header[TYPE_AT];
            return new Entry(text(header, 0, NAME_BYTES), bytes, type == '0' || type == 0);
        } catch (EOFException e) {
            throw endsEarly();
        }
    }

    /** Reads the next bytes of the entry, of which there have to be as many. */
    void read(byte[] to) throws IOException {
        if (in.readNBytes(to, 0, to.length) < to.length) {
            throw endsEarly();
        }
        left -= to.length;
    }

    private FormatException endsEarly() {
        return new FormatException(path + ": ends within an entry of the archive, expected all of it");
    }

    private static boolean isEmpty(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of unsigned bytes, those of the sum itself taken for spaces. */
    private static long sum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < header.length; i++) {
            sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : Byte.toUnsignedInt(header[i]);
        }
        return sum;
    }

    private long number(byte[] header, int at, int bytes) throws FormatException {
        String octal = text(header, at, bytes).strip();
        if (!octal.matches("[0-7]{1,12}")) {
            throw new FormatException(
                    path + ": no tar archive, or damaged: a header has no octal number at byte " + at);
        }
        return Long.parseLong(octal, 8);
    }

    private static String text(byte[] header, int at, int bytes) {
        int end = at;
        while (end < at + bytes && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.ISO_8859_1);
    }
}
