package dev.thrice.lab.peers;

import dev.thrice.kernels.FmaPeak;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.timing.InterleavedTiming;
import dev.thrice.lab.timing.Timed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Median;

/** The providers by turns on each product, in this JVM; all have been checked against each other before. */
final class ProductRace {
    private static final long WARM_UP_NANOS = 40_000_000;
    private static final double TOLERANCE = 1e-5;

    private final List<String> providers;
    private final int rounds;
    private final long seed;

    ProductRace(List<String> providers, int rounds, long seed) {
        this.providers = providers;
        this.rounds = rounds;
        this.seed = seed;
    }

    PeersFork run(Runnable step) {
        double peak = FmaPeak.measure().orElse(0);
        // All once, untimed: what is compiled for one product is compiled anew for the next that takes another way.
        Product.ALL.forEach(this::gflops);
        List<PeersFork.Row> rows = new ArrayList<>();
        for (Product product : Product.ALL) {
            rows.add(new PeersFork.Row(product.set(), product.toString(), gflops(product)));
            step.run();
        }
        return new PeersFork(Math.max(peak, FmaPeak.measure().orElse(0)), rows);
    }

    private Map<String, Double> gflops(Product product) {
        try (TensorArena arena = TensorArena.open()) {
            GemmSpec spec = product.spec();
            Tensor a = random(arena, spec.rowsOfA(), spec.columnsOfA(), seed);
            Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), seed + 1);
            List<Timed> contenders = new ArrayList<>();
            float[] expected = null;
            for (String provider : providers) {
                Gemm gemm = Kernels.select(provider).gemm(spec);
                Tensor c = Tensor.allocate(arena, spec.m(), spec.n());
                gemm.run(a, b, c);
                expected = expected == null ? c.toArray() : expected;
                requireEqual(product, provider, expected, c.toArray());
                contenders.add(new Timed(provider, () -> gemm.run(a, b, c)));
            }
            return medians(spec, InterleavedTiming.warmedUp(contenders, WARM_UP_NANOS, seed));
        }
    }

    private Map<String, Double> medians(GemmSpec spec, InterleavedTiming timing) {
        Map<String, double[]> nanos = new LinkedHashMap<>();
        providers.forEach(provider -> nanos.put(provider, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Double> time : timing.round().entrySet()) {
                nanos.get(time.getKey())[round] = time.getValue();
            }
        }
        Map<String, Double> gflops = new LinkedHashMap<>();
        nanos.forEach((provider, times) ->
                gflops.put(provider, spec.flops() / Median.withDefaults().evaluate(times)));
        return gflops;
    }

    private static Tensor random(TensorArena arena, int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.allocate(arena, rows, columns).copyFrom(values);
    }

    private static void requireEqual(Product product, String provider, float[] expected, float[] found) {
        double tolerance = TOLERANCE * Math.sqrt(product.k());
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - found[i]) <= tolerance)) {
                throw new IllegalStateException(product + ": element " + i + " is " + found[i] + " by " + provider
                        + ", expected " + expected[i] + "; all: " + Arrays.toString(found));
            }
        }
    }
}
