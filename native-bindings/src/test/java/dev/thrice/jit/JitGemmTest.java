package dev.thrice.jit;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products against the definition's three loops, bit for bit; small ones are {@link SweepTest}'s. */
class JitGemmTest {
    private static final float[] BETAS = {0f, 1f, -.75f};

    /** In blocks of columns, of steps, of rows; and of which not all is a block. */
    @ParameterizedTest
    @CsvSource({
        "64, 64, 64",
        "64, 784, 64",
        "1, 64, 784",
        "9, 10, 784",
        "193, 17, 257",
        "131, 261, 1031",
        "300, 130, 2100",
        "130, 2100, 90",
        "865, 301, 1040"
    })
    void largeProductsAreTheDefinitionsToTheBit(int m, int n, int k) {
        for (float beta : BETAS) {
            GemmSpec spec = GemmSpec.nn(m, n, k).scaled((m + k) % 2 == 0 ? 1f : 1.25f, beta);
            Example example = new Example(spec, Example.Values.REALS, 1);
            for (Transpose a : Transpose.values()) {
                for (Transpose b : Transpose.values()) {
                    GemmSpec oriented = GemmSpec.of(m, n, k, a, b).scaled(spec.alpha(), beta);
                    Plans.check(example, oriented);
                    Plans.check(example, oriented.withPacked(Packed.B));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void epiloguesAreTheDefinitionsToTheBit(Epilogue.Step step) {
        for (boolean sums : new boolean[] {false, true}) {
            Epilogue epilogue = new Epilogue(step, step == Epilogue.Step.ADD ? .3f : 1f, sums);
            for (int m : new int[] {1, 5, 17}) {
                for (int n = 1; n < 36; n++) {
                    check(
                            GemmSpec.of(m, n, 7, transpose(n & 1), transpose(n & 2))
                                    .scaled(1.25f, n % 2),
                            epilogue);
                }
            }
            Transpose b = transpose(epilogue.operand() == Epilogue.Operand.ROW ? 1 : 0);
            check(GemmSpec.of(131, 261, 1031, transpose(sums ? 1 : 0), b), epilogue);
        }
    }

    @Test
    void epiloguesOfSpecialValuesToo() {
        for (Epilogue.Step step : Epilogue.Step.values()) {
            for (int n : new int[] {1, 8, 37}) {
                GemmSpec spec = GemmSpec.nn(40, n, 2).scaled(1f, 1f).then(new Epilogue(step, 1f, true));
                Plans.check(new Example(spec, Example.Values.SPECIALS, n), spec);
            }
        }
    }

    private static void check(GemmSpec plain, Epilogue epilogue) {
        GemmSpec spec = plain.then(epilogue);
        Example example = new Example(spec, Example.Values.REALS, 1);
        Plans.check(example, spec);
        Plans.check(example, spec.withPacked(Packed.B));
    }

    private static Transpose transpose(int bit) {
        return bit == 0 ? Transpose.NO : Transpose.YES;
    }
}
