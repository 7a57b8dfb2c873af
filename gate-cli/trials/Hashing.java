package trial;

import java.util.concurrent.TimeUnit;
import net.openhft.hashing.LongHashFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** XXH3 of 128 bytes, in a JVM that has the options that were published with the slow-down. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(jvmArgs = {"-XX:+UseCompactObjectHeaders", "-XX:-TieredCompilation", "-XX:+UseParallelGC"})
public class Hashing {
    private static final LongHashFunction XXH3 = LongHashFunction.xx3();
    private static final byte[] KEY = new byte[128];

    @Benchmark
    public long xxh3() {
        return XXH3.hashBytes(KEY);
    }
}
