package dev.thrice.command.machine;

import dev.thrice.command.machine.SystemCounters.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What others took of the processors' time: the hypervisor, and processes that this one did not start, so far as no processor was idle, which
 * they could have had instead.
 */
public final class Contention {
    private static final Path OWN = Path.of("/proc/self/stat");
    private static final int FIRST =
            11; // utime, stime, and both of children that have ended, of what is behind the name
    private static final int LAST = 14;

    private final Optional<Reading> machine = SystemCounters.now();
    private final long own = machine.isPresent() ? own() : 0;

    private Contention() {}

    /**
     * Starts to look. Of processes that this one has started by then all have to have ended, and whichever it starts has to have ended when
     * it is asked.
     *
     * @return what there is from now on
     */
    public static Contention begin() {
        return new Contention();
    }

    /**
     * What there was until now.
     *
     * @return share of the time of all processors, 0 to 1; 0 where the system does not tell
     */
    public double share() {
        return machine.flatMap(first -> SystemCounters.now().map(last -> share(first, last)))
                .orElse(0.0);
    }

    private double share(Reading first, Reading last) {
        long ticks = last.ticks() - first.ticks();
        long idle = last.idle() - first.idle();
        long stolen = last.stolen() - first.stolen();
        long others = ticks - idle - stolen - (own() - own);
        double lost = stolen + Math.max(0, others - idle);
        return ticks <= 0 ? 0 : Math.clamp(lost / ticks, 0, 1);
    }

    /** Ticks of this process, and of those it started that have ended. */
    static long own() {
        try {
            String stat = Files.readString(OWN);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = FIRST; i <= LAST; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
