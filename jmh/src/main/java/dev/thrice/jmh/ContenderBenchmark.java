package dev.thrice.jmh;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Others' kernels and networks, found on the class path. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContenderBenchmark extends Defaults {
    /** Which. */
    @Param({"plain"})
    private String contender;

    private Contender measured;

    /** Finds it and lets it check itself. */
    @Setup(Level.Trial)
    public void prepare() {
        List<Contender> found = ServiceLoader.load(Contender.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        measured = found.stream()
                .filter(each -> each.name().equals(contender))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contender '" + contender + "', expected one of "
                        + found.stream().map(Contender::name).toList()));
        measured.prepare();
    }

    /** Frees its memory. */
    @TearDown(Level.Trial)
    public void free() {
        measured.close();
    }

    /**
     * One run.
     *
     * @param rate counts its work
     */
    @Benchmark
    public void run(Rate rate) {
        measured.run();
        rate.count(measured.flops(), 1);
    }
}
