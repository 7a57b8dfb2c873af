package dev.thrice.lab.gate.measure;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What takes time from the thread that measures: time stolen by the hypervisor, in ticks of all processors, and the thread's involuntary
 * context switches, as Linux counts them. Elsewhere nothing is counted.
 */
final class Disturbance implements AutoCloseable {
    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path THREAD = Path.of("/proc/thread-self/status");
    private static final String SWITCHES = "nonvoluntary_ctxt_switches:";
    private static final int STEAL = 8;

    private final byte[] buffer = new byte[4096];
    private final RandomAccessFile machine;
    private final RandomAccessFile thread;
    private long atStart;
    private boolean disturbed;

    private Disturbance(boolean counted) {
        machine = counted ? open(MACHINE) : null;
        thread = counted ? open(THREAD) : null;
    }

    /** Of the calling thread. */
    static Disturbance ofThisThread() {
        return new Disturbance(Files.isReadable(MACHINE) && Files.isReadable(THREAD));
    }

    /** Counts nothing. */
    static Disturbance uncounted() {
        return new Disturbance(false);
    }

    /** What is timed begins. */
    void begin() {
        atStart = count();
    }

    /** What is timed ends. */
    void end() {
        disturbed |= count() != atStart;
    }

    /** Whether anything timed since this was last asked was disturbed. */
    boolean sinceLastAsked() {
        boolean answer = disturbed;
        disturbed = false;
        return answer;
    }

    /** Ticks and switches so far; of two counts only it matters whether they are equal. */
    private long count() {
        if (machine == null) {
            return 0;
        }
        String total = read(machine).lines().findFirst().orElse("");
        long steal = Long.parseLong(total.split(" +", -1)[STEAL]);
        String status = read(thread);
        int switches = status.indexOf(SWITCHES);
        return steal
                + Long.parseLong(status.substring(switches + SWITCHES.length()).strip());
    }

    private String read(RandomAccessFile file) {
        try {
            file.seek(0);
            int length = file.read(buffer);
            return new String(buffer, 0, length, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RandomAccessFile open(Path file) {
        try {
            return new RandomAccessFile(file.toFile(), "r");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (machine != null) {
                machine.close();
                thread.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
