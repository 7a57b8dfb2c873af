package dev.thrice.gate.command.measure;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import java.util.List;
import java.util.Map;

/** A suite to be loaded twice: its state tells whether the two share it. */
public final class CountingSuite implements GateSuite {
    /** When set, a second benchmark in the same JVM finds its native library taken. */
    static final String TAKEN = "thrice.test.taken";

    private static int opened;

    /** For ServiceLoader. */
    public CountingSuite() {}

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public List<String> benchmarks(Extent extent) {
        return List.of("sum", "waste");
    }

    @Override
    public GateBenchmark open(String name) {
        opened++;
        if ("yes".equals(System.getProperty(TAKEN))) {
            System.setProperty(TAKEN, "no");
            throw new UnsatisfiedLinkError("libx already loaded in another classloader");
        }
        return new Sum(name.equals("waste") ? 2 : 0, opened);
    }

    private static final class Sum implements GateBenchmark {
        private final int objects;
        private final int opened;
        private byte[] kept;
        private double sum;
        private long runs;

        Sum(int objects, int opened) {
            this.objects = objects;
            this.opened = opened;
        }

        @Override
        public void run() {
            runs++;
            sum = 0;
            for (int i = 1; i < 1_000; i++) {
                sum += 1.0 / i;
            }
            for (int i = 0; i < objects; i++) {
                kept = new byte[0];
            }
        }

        @Override
        public long resultHash() {
            return Double.doubleToLongBits(sum) + opened;
        }

        @Override
        public Map<String, Long> work() {
            return Map.of("sums", runs);
        }

        @Override
        public void close() {
            kept = null;
        }

        @Override
        public String toString() {
            return "sum " + sum + ", kept " + (kept != null);
        }
    }
}
