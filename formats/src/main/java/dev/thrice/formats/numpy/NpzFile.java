package dev.thrice.formats.numpy;

import dev.thrice.base.Printable;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.InputFile;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Arrays of numpy's in a zip file, stored or deflated, as {@code np.savez} and {@code np.savez_compressed} write them. Of the members
 * those whose names end in .npy are arrays; their checksums are checked as they are read.
 */
public final class NpzFile implements AutoCloseable {
    private static final String SUFFIX = ".npy";

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> members = new LinkedHashMap<>();

    private NpzFile(Path path, ZipFile zip) throws FormatException {
        this.path = path;
        this.zip = zip;
        Enumeration<? extends ZipEntry> all = zip.entries();
        while (all.hasMoreElements()) {
            ZipEntry member = all.nextElement();
            if (member.getName().endsWith(SUFFIX)) {
                add(member);
            }
        }
    }

    private void add(ZipEntry member) throws FormatException {
        String full = member.getName();
        String name = full.substring(0, full.length() - SUFFIX.length());
        if (members.put(name, member) != null) {
            throw new FormatException(path + ": two members " + Printable.name(full) + ", expected one");
        }
    }

    /**
     * Opens a file.
     *
     * @param path of a .npz file
     * @return the file, to be closed
     * @throws FormatException if it is no zip file, or has two arrays of one name
     * @throws IOException if it cannot be read
     */
    public static NpzFile open(Path path) throws IOException {
        InputFile.open(path, "a .npz file").close(); // tells what is no file
        try {
            ZipFile zip = new ZipFile(path.toFile());
            try {
                return new NpzFile(path, zip);
            } catch (FormatException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException | EOFException e) {
            throw new FormatException(path + ": no zip file, or a damaged one: " + reason(e));
        }
    }

    /**
     * The arrays' names.
     *
     * @return without .npy, in the order of the file
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /**
     * An array.
     *
     * @param name without .npy
     * @return the array, its header checked, to be read while this file is open
     * @throws FormatException if there is none of this name, it is not what the format says, or holds something else than numbers
     * @throws IOException if it cannot be read
     */
    public NpyArray array(String name) throws IOException {
        ZipEntry member = members.get(name);
        if (member == null) {
            throw new FormatException(path + ": no array " + Printable.name(name) + ", it has "
                    + (members.isEmpty() ? "none" : Printable.list(names())));
        }
        String full = path + ": " + Printable.name(name);
        if (member.getSize() > InputFile.LARGEST_EXPANSION * member.getCompressedSize()) {
            throw new FormatException(
                    full + ": " + member.getSize() + " bytes packed into " + member.getCompressedSize()
                            + ", expected at most " + InputFile.LARGEST_EXPANSION + " times as many");
        }
        return new NpyArray(full, () -> new Checked(full, member, zip), member.getSize());
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Of an EOFException there is none. */
    private static String reason(IOException e) {
        return Objects.requireNonNullElse(e.getMessage(), "it ends too early");
    }

    /** A member, whose sum is checked at its end. */
    private static final class Checked extends FilterInputStream {
        private final String name;
        private final long expected;
        private final CRC32 sum = new CRC32();

        Checked(String name, ZipEntry member, ZipFile zip) throws IOException {
            super(open(name, member, zip));
            this.name = name;
            expected = member.getCrc();
        }

        private static InputStream open(String name, ZipEntry member, ZipFile zip) throws IOException {
            try {
                return zip.getInputStream(member);
            } catch (ZipException | EOFException e) {
                throw damaged(name, e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(to, offset, length);
            } catch (ZipException | EOFException e) {
                throw damaged(name, e);
            }
            if (count > 0) {
                sum.update(to, offset, count);
            } else if (count < 0 && sum.getValue() != expected) {
                throw new FormatException(
                        "%s: damaged, its checksum is %08x, expected %08x".formatted(name, sum.getValue(), expected));
            }
            return count;
        }

        private static FormatException damaged(String name, IOException e) {
            return new FormatException(name + ": damaged: " + reason(e));
        }
    }
}
