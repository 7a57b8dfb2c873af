package dev.thrice.assembler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says of this process's memory (proc_pid_maps(5)). */
public final class MemoryMap {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) .*");

    private MemoryMap() {}

    /**
     * What may be done with the memory at an address.
     *
     * @param address any
     * @return such as {@code r-xp}; nothing where there is none
     * @throws IOException if the system does not tell
     */
    public static String permissions(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            Matcher fields = LINE.matcher(line);
            if (fields.matches()
                    && Long.parseUnsignedLong(fields.group(1), 16) <= address
                    && address < Long.parseUnsignedLong(fields.group(2), 16)) {
                return fields.group(3);
            }
        }
        return "";
    }
}
