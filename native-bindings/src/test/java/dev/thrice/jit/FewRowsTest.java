package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few rows times B transposed, summed in the lanes of vectors: against the same order written down in Java, bit for bit. */
class FewRowsTest {
    @Test
    void dotProductsAreSummedInLanes() {
        Random random = new Random(1);
        for (Isa isa : Plans.isas()) {
            for (int m = 1; m <= Blocking.ROWS_IN_LANES; m++) {
                for (int n : new int[] {1, 2, 7, 8, 9, 16, 17, 40}) {
                    for (int k : new int[] {16, 17, 31, 32, 33, 64, 100}) {
                        check(isa, GemmSpec.nt(m, n, k), random);
                        check(isa, GemmSpec.nt(m, n, k).scaled(1.5f, -.5f).leadingDimensions(k, k + 3, n), random);
                    }
                }
            }
        }
    }

    /** Of either instruction set, whatever this processor has. */
    @ParameterizedTest
    @EnumSource
    void onAnEmulatedProcessorToo(Isa isa) {
        Random random = new Random(1);
        for (int k : new int[] {16, 31, 32, 49, 67}) {
            for (int n : new int[] {1, 8, 17, 31}) {
                GemmSpec spec = GemmSpec.nt(2, n, k).scaled(1.5f, -.5f);
                EmulatedPlan plan = new EmulatedPlan(spec, spec.m(), isa);
                check(isa, spec, random, operands -> plan.run(operands, EmulatedPlan.codes(List.of(plan))));
            }
        }
    }

    /** Whose sums are exact, so that their order makes no difference. */
    @ParameterizedTest
    @EnumSource
    void epiloguesAreTheDefinitions(Epilogue.Step step) {
        Epilogue epilogue = new Epilogue(step, step == Epilogue.Step.ADD ? .3f : 1f, true);
        for (int m = 1; m <= Blocking.ROWS_IN_LANES; m++) {
            for (int n = 1; n <= 35; n++) {
                GemmSpec spec = GemmSpec.nt(m, n, 16 + n).scaled(1.25f, m % 2).then(epilogue);
                Plans.check(new Example(spec, Example.Values.INTEGERS, n), spec, m);
            }
        }
    }

    private static void check(Isa isa, GemmSpec spec, Random random) {
        check(isa, spec, random, operands -> {
            try (Program program = new Program(Planner.plan(spec, spec.m(), isa))) {
                program.run(
                        operands.a().address(),
                        operands.b().address(),
                        operands.c().address(),
                        0,
                        0,
                        0);
            }
        });
    }

    private static void check(Isa isa, GemmSpec spec, Random random, Consumer<Operands> run) {
        float[] a = random(spec.m() * spec.lda(), random);
        float[] b = random(spec.n() * spec.ldb(), random);
        float[] c = random(spec.m() * spec.ldc(), random);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = in(arena, c);
            MemorySegment none = arena.allocate(0);
            run.accept(new Operands(spec, in(arena, a), in(arena, b), result, none, 0, none));
            for (int i = 0; i < spec.m(); i++) {
                for (int j = 0; j < spec.n(); j++) {
                    float product = spec.alpha() * inLanes(isa.lanes(), spec.k(), a, i * spec.lda(), b, j * spec.ldb());
                    int at = i * spec.ldc() + j;
                    float expected = spec.beta() == 0f ? product : Math.fma(spec.beta(), c[at], product);
                    float found = result.getAtIndex(ValueLayout.JAVA_FLOAT, at);
                    assertEquals(expected, found, isa + " " + spec + ": element " + i + ", " + j);
                }
            }
        }
    }

    private static MemorySegment in(Arena arena, float[] values) {
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    private static float inLanes(int lanes, int k, float[] a, int atA, float[] b, int atB) {
        float[] sums = new float[lanes];
        for (int p = 0; p < k; p++) {
            sums[p % lanes] = Math.fma(a[atA + p], b[atB + p], sums[p % lanes]);
        }
        float[] fours = new float[lanes / 4];
        for (int i = 0; i < fours.length; i++) {
            fours[i] = sums[4 * i] + sums[4 * i + 2] + (sums[4 * i + 1] + sums[4 * i + 3]);
        }
        return fours.length == 2 ? fours[0] + fours[1] : fours[0] + fours[1] + (fours[2] + fours[3]);
    }

    private static float[] random(int floats, Random random) {
        float[] values = new float[floats];
        for (int i = 0; i < floats; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
