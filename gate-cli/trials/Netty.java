package trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A buffer taken from the pool and given back: of 32 KiB, which one version does not keep for the thread, and of 256 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Netty {
    @Param({"256", "32768"})
    private int bytes;

    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);

    @Benchmark
    public void allocate(Blackhole sink) {
        ByteBuf buffer = allocator.directBuffer(bytes);
        buffer.release();
        sink.consume(buffer);
    }
}
