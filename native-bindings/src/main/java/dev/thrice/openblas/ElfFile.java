package dev.thrice.openblas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A look at an ELF library before it is loaded. Linux maps a truncated library without complaint and kills the process
 * when it touches what is missing, so whether all of it is there has to be found out before.
 */
final class ElfFile {
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int MAGIC = 0x7f454c46; // 0x7f E L F
    private static final int CLASS_64 = 2;
    private static final int BIG_ENDIAN = 2;

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private ElfFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    /** Refuses a file that is no library of this machine's, or not all of one. */
    static void requireComplete(Path path) throws UnavailableException, IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            new ElfFile(path, channel).requireComplete();
        }
    }

    private void requireComplete() throws UnavailableException, IOException {
        ByteBuffer header = read(0, Math.min(size, HEADER_BYTES));
        if (size < HEADER_BYTES || header.getInt(0) != MAGIC || header.get(4) != CLASS_64) {
            throw new UnavailableException(path + " is no library, expected a 64-bit ELF file");
        }
        ByteOrder order = header.get(5) == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        header.order(order);
        requireMachine(header.getShort(18));
        requireWithin(header.getLong(40), (long) unsigned(header, 58) * unsigned(header, 60)); // section headers
        int programHeaders = unsigned(header, 56);
        long first = header.getLong(32);
        requireWithin(first, (long) programHeaders * PROGRAM_HEADER_BYTES);
        ByteBuffer table =
                read(first, (long) programHeaders * PROGRAM_HEADER_BYTES).order(order);
        for (int i = 0; i < programHeaders; i++) {
            int at = i * PROGRAM_HEADER_BYTES;
            requireWithin(table.getLong(at + 8), table.getLong(at + 32)); // a segment's offset and length
        }
    }

    private void requireMachine(short machine) throws UnavailableException {
        int expected = switch (Platform.architecture()) {
            case "x86_64" -> 62;
            case "arm64" -> 183;
            default -> machine; // left to the system
        };
        if (machine != expected) {
            throw new UnavailableException(path + " is for another machine, ELF number " + machine + "; expected "
                    + Platform.architecture() + ", ELF number " + expected);
        }
    }

    private void requireWithin(long offset, long length) throws UnavailableException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new UnavailableException(
                    path + " is truncated or corrupt: its headers speak of more than its " + size + " bytes");
        }
    }

    private ByteBuffer read(long position, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException(path + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static int unsigned(ByteBuffer header, int at) {
        return Short.toUnsignedInt(header.getShort(at));
    }
}
