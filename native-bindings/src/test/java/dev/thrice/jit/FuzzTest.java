package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Products of random specifications, to the definition's bits. A failure names its seed, which belongs into a test here. */
@SuppressWarnings("EnumOrdinal") // any of them
class FuzzTest {
    private static final float[] SPECIAL = {
        0f, -0f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE, 0x1p-100f
    };
    private static final long MOST_TERMS = 100_000_000;
    private static final long A_FEW = 300;

    @Test
    void aFew() {
        for (long seed = 0; seed < A_FEW; seed++) {
            check(seed);
        }
    }

    @Test
    @Tag("soak")
    void asLongAsAsked() {
        long end = System.nanoTime() + Long.getLong("thrice.soak.seconds", 600) * 1_000_000_000L;
        long seed = System.currentTimeMillis() << 20;
        long first = seed;
        while (System.nanoTime() < end) {
            check(seed++);
        }
        System.out.printf("fuzzed products: %d from seed %d on%n", seed - first, first);
    }

    private static void check(long seed) {
        Random random = new Random(seed);
        GemmSpec spec = spec(random);
        Example.Values values = random.nextInt(4) == 0 ? Example.Values.SPECIALS : Example.Values.REALS;
        String how = "seed " + seed + ": " + spec;
        try {
            Example example = new Example(spec, values, seed);
            for (Isa isa : Plans.isas()) {
                try (GuardedRoom room = new GuardedRoom()) {
                    Operands operands = example.in(room, spec);
                    int[] inputs = operands.contentsOfInputs();
                    Plans.run(spec, isa, operands, room);
                    example.requireDone(operands, isa + ", " + how);
                    assertArrayEquals(inputs, operands.contentsOfInputs(), () -> how + ": written to what is read");
                    room.requireGuardsUntouched(how);
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError(how, e);
        }
    }

    private static GemmSpec spec(Random random) {
        int m;
        int n;
        int k;
        do {
            m = 1 + size(random);
            n = 1 + size(random);
            k = random.nextInt(50) == 0 ? 0 : 1 + size(random);
        } while ((long) m * n * k > MOST_TERMS);
        Transpose a = any(Transpose.values(), random);
        Transpose b = any(Transpose.values(), random);
        int padding = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
        return GemmSpec.of(m, n, k, a, b)
                .leadingDimensions(
                        leadingDimension(a == Transpose.NO ? k : m, random),
                        leadingDimension(b == Transpose.NO ? n : k, random),
                        n + padding)
                .scaled(scale(1f, random), scale(0f, random))
                .then(epilogue(random))
                .withPacked(random.nextInt(3) == 0 ? any(Packed.values(), random) : Packed.NONE);
    }

    private static <T> T any(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    /** Most of them small; some about multiples of what blocks and tiles are multiples of. */
    private static int size(Random random) {
        int kind = random.nextInt(20);
        return kind == 0
                ? 32 * random.nextInt(70) + random.nextInt(3)
                : random.nextInt(kind < 13 ? 40 : kind < 17 ? 200 : kind < 19 ? 700 : 3000);
    }

    /** No longer than a row, somewhat longer, or a multiple of a page. */
    private static int leadingDimension(int columns, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> columns + random.nextInt(20);
            case 1 -> columns > 500 ? columns : (columns / 1024 + 1) * 1024;
            default -> columns;
        };
    }

    private static float scale(float usual, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> (float) random.nextGaussian();
            case 2 -> 1f;
            default -> usual;
        };
    }

    private static Epilogue epilogue(Random random) {
        Epilogue.Step step = random.nextBoolean() ? Epilogue.Step.NONE : any(Epilogue.Step.values(), random);
        return new Epilogue(step, step == Epilogue.Step.ADD ? scale(1f, random) : 1f, random.nextInt(3) == 0);
    }
}
