package dev.thrice.lab.suite;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Products, elementwise kernels and steps of training, by the preferred provider; a large product and a step by SIMD as well, which is preferred where
 * another is not available. Beside them are flawed twins of some, which the gate's
 * own test takes for a candidate.
 */
public final class ThriceSuite implements GateSuite {
    private static final int STEPS = 5;
    private static final String LARGE_PRODUCT = "gemm NN 256x256x256";
    private static final GemmSpec LARGE = GemmSpec.nn(256, 256, 256);

    /** What is computed by vectors, whoever is preferred. */
    private static final String SIMD = "simd ";

    private static final String TANH = "tanh 256x64";
    private static final String FPA = "fpa step";

    private final Map<String, Supplier<GateBenchmark>> quick = new LinkedHashMap<>();
    private final Map<String, Supplier<GateBenchmark>> more = new LinkedHashMap<>();
    private final Map<String, Supplier<GateBenchmark>> flawed = new LinkedHashMap<>();

    /** The suite; nothing is opened yet. */
    public ThriceSuite() {
        quick.put("gemm NT 64x64x64", () -> product(GemmSpec.nt(64, 64, 64)));
        quick.put("gemm NN 64x64x64", () -> product(GemmSpec.nn(64, 64, 64)));
        quick.put("gemm TN 64x64x64", () -> product(GemmSpec.tn(64, 64, 64)));
        quick.put("gemm NT 64x64x784", () -> product(GemmSpec.nt(64, 64, 784)));
        quick.put(LARGE_PRODUCT, () -> largeProduct(0));
        quick.put(TANH, () -> KernelBenchmark.tanh(256, 64, false));
        quick.put("cross-entropy 256x10", () -> KernelBenchmark.crossEntropy(256, 10));
        quick.put("output node 256x10", () -> KernelBenchmark.outputNode(256, 10));
        quick.put("backprop step", () -> step(new Backpropagation(), 1));
        quick.put(FPA, () -> fixedPrediction(STEPS));
        quick.put("backprop step by 2 workers", () -> step(new Backpropagation(), 2));
        quick.put(SIMD + LARGE_PRODUCT, () -> KernelBenchmark.product(vectors(), LARGE, 0));
        quick.put(SIMD + "backprop step", () -> new StepBenchmark(vectors(), new Backpropagation(), 1));

        more.put("gemm NT 1x64x64", () -> product(GemmSpec.nt(1, 64, 64)));
        more.put("gemm TN 64x784x64", () -> product(GemmSpec.tn(64, 784, 64)));
        more.put("gemm NT 65x65x65", () -> product(GemmSpec.nt(65, 65, 65)));
        more.put("gemm NN 512x512x512", () -> product(GemmSpec.nn(512, 512, 512)));
        more.put("z-il step", () -> step(new ZeroDivergence(), 1));
        more.put("vpc step", () -> step(new VariationalPc(STEPS, .5f), 1));
        more.put("fpa step by 2 workers", () -> step(new FixedPrediction(STEPS, 1f), 2));

        flawed.put(LARGE_PRODUCT + " + 5 % of its rows", () -> largeProduct(13));
        flawed.put(LARGE_PRODUCT + " + 10 % of its rows", () -> largeProduct(26));
        flawed.put(LARGE_PRODUCT + " + 20 % of its rows", () -> largeProduct(51));
        flawed.put(TANH + " + 16 B", () -> KernelBenchmark.tanh(256, 64, true));
        flawed.put(FPA + " + an inference step", () -> fixedPrediction(STEPS + 1));
    }

    @Override
    public String name() {
        return "thrice";
    }

    @Override
    public List<String> benchmarks(Extent extent) {
        List<String> names = new ArrayList<>(quick.keySet());
        if (extent == Extent.FULL) {
            names.addAll(more.keySet());
        }
        return names;
    }

    /**
     * The flawed twins.
     *
     * @return names that {@link #open} knows too: a benchmark's, then " + " and what is wrong with it
     */
    public List<String> flawed() {
        return List.copyOf(flawed.keySet());
    }

    @Override
    public GateBenchmark open(String name) {
        for (Map<String, Supplier<GateBenchmark>> benchmarks : List.of(quick, more, flawed)) {
            if (benchmarks.containsKey(name)) {
                return benchmarks.get(name).get();
            }
        }
        throw new IllegalArgumentException("benchmark '" + name + "', expected one of " + benchmarks(Extent.FULL));
    }

    private static GateBenchmark product(GemmSpec spec) {
        return KernelBenchmark.product(Kernels.select(), spec, 0);
    }

    private static GateBenchmark step(LearningAlgorithm algorithm, int workers) {
        return new StepBenchmark(Kernels.select(), algorithm, workers);
    }

    /** By vectors, or where these do not work whoever is preferred. */
    private static Kernels vectors() {
        return Kernels.providers().stream()
                .filter(status -> status.available() && status.name().equals("simd"))
                .findFirst()
                .map(status -> Kernels.select(status.name()))
                .orElseGet(Kernels::select);
    }

    private static GateBenchmark largeProduct(int repeatedRows) {
        return KernelBenchmark.product(Kernels.select(), LARGE, repeatedRows);
    }

    private static GateBenchmark fixedPrediction(int steps) {
        return step(new FixedPrediction(steps, 1f), 1);
    }
}
