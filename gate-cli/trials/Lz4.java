package trial;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A table as text, packed and unpacked by LZ4 in blocks of 32 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Lz4 {
    private static final int BLOCK = 32 << 10;
    private static final int BLOCKS = 64;
    private static final String[] WORDS = {"Monday", "unknown", "Sports", "Midway", "College", "Good", "High Risk", "M"};

    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
    private final byte[] out = new byte[compressor.maxCompressedLength(BLOCK)];
    private final byte[] unpacked = new byte[BLOCK];
    private final byte[][] packed = new byte[BLOCKS][];
    private byte[] text;

    /** Rows of keys, dates, words and prices, the same in every JVM. */
    @Setup
    public void write() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder rows = new StringBuilder();
        for (int row = 1; rows.length() < BLOCK * BLOCKS; row++) {
            rows.append(2_450_000 + row / 40).append('|').append(row).append('|').append(random.nextInt(100_000));
            rows.append(String.format(Locale.ROOT, "|%d-%02d-%02d", 1998 + random.nextInt(5), 1 + random.nextInt(12), 1));
            for (int price = 0; price < 6; price++) {
                rows.append(String.format(Locale.ROOT, "|%.2f", random.nextInt(1, 20_000) / 100.0));
            }
            rows.append('|').append(WORDS[random.nextInt(WORDS.length)]).append("|\n");
        }
        text = rows.toString().getBytes(StandardCharsets.US_ASCII);
        for (int block = 0; block < BLOCKS; block++) {
            packed[block] = compressor.compress(text, block * BLOCK, BLOCK);
        }
    }

    /** Bytes that it is packed to. */
    @Benchmark
    public int compress() {
        int bytes = 0;
        for (int block = 0; block < BLOCKS; block++) {
            bytes += compressor.compress(text, block * BLOCK, BLOCK, out, 0, out.length);
        }
        return bytes;
    }

    /** Bytes that it was. */
    @Benchmark
    public int decompress() {
        int bytes = 0;
        for (byte[] block : packed) {
            bytes += decompressor.decompress(block, 0, block.length, unpacked, 0);
        }
        return bytes;
    }
}
