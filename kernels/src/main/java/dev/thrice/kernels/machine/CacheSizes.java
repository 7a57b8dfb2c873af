package dev.thrice.kernels.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data caches of a core, in bytes.
 *
 * @param l1 first level
 * @param l2 second level
 * @param l3 third level, the second's size where there is none
 */
public record CacheSizes(long l1, long l2, long l3) {
    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final int MOST_CACHES = 8;

    /** Small ones, for where the system does not say: blocks that are too small cost less than blocks that do not fit. */
    public static final CacheSizes UNKNOWN = new CacheSizes(32 << 10, 512 << 10, 4 << 20);

    /**
     * What the system says of its first core.
     *
     * @return {@link #UNKNOWN} where it does not say
     */
    public static CacheSizes detect() {
        long[] sizes = new long[4];
        for (int i = 0; i < MOST_CACHES; i++) {
            Path cache = LINUX.resolve("index" + i);
            try {
                if (!Files.readString(cache.resolve("type")).startsWith("Instruction")) {
                    int level = Integer.parseInt(
                            Files.readString(cache.resolve("level")).strip());
                    sizes[level] = bytes(Files.readString(cache.resolve("size")).strip());
                }
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                break; // no further cache, or a system that describes them otherwise
            }
        }
        if (sizes[1] == 0 || sizes[2] == 0) {
            return UNKNOWN;
        }
        return new CacheSizes(sizes[1], sizes[2], Math.max(sizes[2], sizes[3]));
    }

    private static long bytes(String size) {
        long number = Long.parseLong(size.replaceAll("[KM]$", ""));
        return size.endsWith("K") ? number << 10 : size.endsWith("M") ? number << 20 : number;
    }
}
