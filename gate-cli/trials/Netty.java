package trial;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A buffer taken from the pool and given back: of 32 KiB, which one version does not keep for the thread, and of 256 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Netty {
    @Param({"256", "32768"})
    private int bytes;

    @Benchmark
    public boolean allocate() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes).release();
    }
}
