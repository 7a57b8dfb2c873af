package dev.thrice.command.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What Linux counts of the time that is taken from a thread and from its machine. Reads it from files that stay open. */
public final class SystemCounters implements AutoCloseable {
    private static final String MACHINE = "/proc/stat";
    private static final String THREAD = "/proc/thread-self/status";
    private static final String SWITCHES = "nonvoluntary_ctxt_switches:";
    private static final int IDLE = 4; // of cpu user nice system idle iowait irq softirq steal
    private static final int WAITING = 5;
    private static final int STOLEN = 8;

    private final byte[] buffer = new byte[4096];
    private final RandomAccessFile machine;
    private final RandomAccessFile thread;

    /**
     * The counts at a time.
     *
     * @param ticks of all processors together since the machine began
     * @param idle those of them in which a processor had nothing to do
     * @param stolen those of them that the hypervisor gave to others
     * @param switches times that the thread was made to give up its processor
     */
    public record Reading(long ticks, long idle, long stolen, long switches) {}

    private SystemCounters() throws IOException {
        machine = new RandomAccessFile(MACHINE, "r");
        try {
            thread = new RandomAccessFile(THREAD, "r");
        } catch (IOException e) {
            machine.close();
            throw e;
        }
    }

    /**
     * Of the calling thread, whoever reads them.
     *
     * @return the counters; empty on another operating system, or in a container that hides them
     */
    public static Optional<SystemCounters> ofThisThread() {
        SystemCounters counters;
        try {
            counters = new SystemCounters();
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            counters.read();
            return Optional.of(counters);
        } catch (RuntimeException e) {
            counters.close();
            return Optional.empty();
        }
    }

    /**
     * Reads them once, of the calling thread.
     *
     * @return what they are now; empty where {@link #ofThisThread} is
     */
    public static Optional<Reading> now() {
        Optional<SystemCounters> opened = ofThisThread();
        return opened.map(counters -> {
            try (counters) {
                return counters.read();
            }
        });
    }

    /**
     * Reads them.
     *
     * @return what they are now
     */
    public Reading read() {
        String stat = text(machine);
        String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
        long ticks = 0;
        for (int i = 1; i <= STOLEN; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        String status = text(thread);
        int switches = status.indexOf(SWITCHES) + SWITCHES.length();
        return new Reading(
                ticks,
                Long.parseLong(fields[IDLE]) + Long.parseLong(fields[WAITING]),
                Long.parseLong(fields[STOLEN]),
                Long.parseLong(status.substring(switches).strip()));
    }

    private String text(RandomAccessFile file) {
        try {
            file.seek(0);
            int length = Math.max(0, file.read(buffer));
            return new String(buffer, 0, length, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (machine;
                thread) {
            // both, whatever becomes of one
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
