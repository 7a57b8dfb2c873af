package dev.thrice.lab.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thrice.mpi.Mpi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether ranks and their workers have to share processors, which makes all of them slow. */
public final class SharedProcessors {
    private SharedProcessors() {}

    /**
     * What there is to say of it. For all ranks to call.
     *
     * @param mpi of this rank
     * @param workers of each rank
     * @return such as "; 4 workers of 4 ranks share the 2 processors of node1"; "" where each can have one of its own
     */
    public static String said(Mpi mpi, int workers) {
        int own = Runtime.getRuntime().availableProcessors();
        String host = host();
        List<String> hosts = mpi.allgather(host.getBytes(UTF_8)).stream()
                .map(name -> new String(name, UTF_8))
                .toList();
        long ranks = hosts.stream().filter(host::equals).count();
        if (workers > own) {
            return format(
                    "; %d workers share the %d processors that mpirun has bound a rank to (--bind-to none)",
                    workers, own);
        }
        long processors = Math.max(own, ofMachine());
        return ranks * workers > processors
                ? format(
                        "; %d workers of %d ranks share the %d processors of %s",
                        ranks * workers, ranks, processors, host)
                : "";
    }

    /**
     * What there is to say where one rank is to have a machine's processors, and was given some of them.
     *
     * @return such as "; bound to 1 of 2 processors by mpirun (--bind-to none)"; "" where it has all
     */
    public static String bound() {
        int own = Runtime.getRuntime().availableProcessors();
        long all = ofMachine();
        return own < all ? format("; bound to %d of %d processors by mpirun (--bind-to none)", own, all) : "";
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "this machine";
        }
    }

    /** All, whatever this process is bound to; 0 where that is not known. */
    private static long ofMachine() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("processor")).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
