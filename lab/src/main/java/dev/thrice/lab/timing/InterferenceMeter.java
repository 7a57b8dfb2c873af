package dev.thrice.lab.timing;

import dev.thrice.lab.results.Interference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads from Linux what kept the calling thread from running since the meter was started. */
public final class InterferenceMeter {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String SWITCHES = "nonvoluntary_ctxt_switches:";
    private static final int STOLEN = 7; // of user nice system idle iowait irq softirq steal

    private final long start = System.nanoTime();
    private final Reading before;

    /** Ticks of all cores together since the machine began, those of them stolen, and the thread's switches. */
    private record Reading(long ticks, long stolen, long switches) {}

    private InterferenceMeter(Reading before) {
        this.before = before;
    }

    /**
     * Starts to look.
     *
     * @return a meter for this thread
     */
    public static InterferenceMeter start() {
        return new InterferenceMeter(read());
    }

    /**
     * What there was until now.
     *
     * @return it, or null where the operating system does not tell
     */
    public Interference soFar() {
        Reading after = read();
        if (before == null || after == null) {
            return null;
        }
        long ticks = after.ticks - before.ticks;
        double stolen = ticks == 0
                ? 0
                : Math.clamp((double) (after.stolen - before.stolen) / ticks, 0, 1); // idle ticks may run backwards
        return new Interference((System.nanoTime() - start) / 1e9, stolen, after.switches - before.switches);
    }

    private static Reading read() {
        try {
            String[] fields = Files.readAllLines(STAT).getFirst().trim().split(" +", -1);
            long ticks = 0;
            for (int i = 1; i <= STOLEN + 1; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            List<String> status = Files.readAllLines(STATUS);
            String switches = status.stream()
                    .filter(line -> line.startsWith(SWITCHES))
                    .findFirst()
                    .orElseThrow(() -> new IOException(STATUS + ": no " + SWITCHES));
            return new Reading(
                    ticks,
                    Long.parseLong(fields[STOLEN + 1]),
                    Long.parseLong(switches.substring(SWITCHES.length()).trim()));
        } catch (IOException | RuntimeException e) {
            return null; // another operating system, or a container that hides it
        }
    }
}
