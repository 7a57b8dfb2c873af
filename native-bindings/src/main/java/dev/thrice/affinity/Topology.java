package dev.thrice.affinity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which processors share a core, as Linux tells. */
final class Topology {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");

    private Topology() {}

    /** What is equal for processors of one core; where it is not told, each is a core. */
    static String core(int cpu) {
        try {
            return Files.readString(CPUS.resolve("cpu" + cpu + "/topology/thread_siblings_list"))
                    .strip();
        } catch (IOException e) {
            return Integer.toString(cpu);
        }
    }
}
