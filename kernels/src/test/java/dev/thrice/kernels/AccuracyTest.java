package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The transcendental kernels against float64, by {@link UlpBudget}. */
class AccuracyTest {
    private static final int CHUNK_BITS = 14;
    private static final int CHUNK = 1 << CHUNK_BITS;

    /** One float of every 256 neighbours: each exponent and sign has 32768. */
    @ParameterizedTest
    @EnumSource
    void aSampleOfAllFloatsIsWithinTheBudget(UlpBudget function) {
        requireWithinBudget(function, 8);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void everyFloatIsWithinTheBudget(UlpBudget function) {
        requireWithinBudget(function, 0);
    }

    private static void requireWithinBudget(UlpBudget function, int neighbourBits) {
        Kernels kernels = Kernels.select();
        long chunks = 1L << (Integer.SIZE - neighbourBits - CHUNK_BITS);
        Worst worst = LongStream.range(0, chunks)
                .parallel()
                .mapToObj(chunk -> worst(kernels, function, chunk, neighbourBits))
                .reduce(new Worst(0, 0), Worst::of);
        System.out.printf("%s: at most %.4f ulp, at %a%n", function, worst.ulps(), worst.x());
        assertTrue(worst.ulps() <= function.ulps(), () -> function + ": " + worst);
    }

    private static Worst worst(Kernels kernels, UlpBudget function, long chunk, int neighbourBits) {
        SplittableRandom random = new SplittableRandom(chunk);
        float[] inputs = new float[CHUNK];
        for (int j = 0; j < CHUNK; j++) {
            long bits = ((chunk << CHUNK_BITS) + j) << neighbourBits;
            inputs[j] = Float.intBitsToFloat((int) bits + random.nextInt(1 << neighbourBits));
        }
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 1, CHUNK).copyFrom(inputs);
            function.run(kernels, x, x);
            float[] outputs = x.toArray();
            Worst worst = new Worst(0, 0);
            for (int j = 0; j < CHUNK; j++) {
                double ulps = function.error(inputs[j], outputs[j]);
                if (ulps > worst.ulps()) {
                    worst = new Worst(ulps, inputs[j]);
                }
            }
            return worst;
        }
    }

    private record Worst(double ulps, float x) {
        static Worst of(Worst a, Worst b) {
            return b.ulps > a.ulps ? b : a;
        }
    }
}
