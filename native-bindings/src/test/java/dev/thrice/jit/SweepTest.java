package dev.thrice.jit;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every product of sizes up to forty, in every orientation and with each kind of beta, B as stored and packed, to the definition's bits. */
class SweepTest {
    private static final int MOST = 40;
    private static final float[] BETAS = {0f, 1f, -.75f};
    private static final int FORMS = 4 * 2;

    /** Of an eighth of the sizes one form each. */
    @Test
    void someOfThem() {
        Random random = new Random(26);
        for (int m = 1; m <= MOST; m++) {
            for (int n = 1; n <= MOST; n++) {
                for (int k = 0; k <= MOST; k++) {
                    if (random.nextInt(8) == 0) {
                        int form = random.nextInt(FORMS);
                        check(m, n, k, BETAS[random.nextInt(BETAS.length)], other -> other == form);
                    }
                }
            }
        }
    }

    @Test
    @Tag("exhaustive")
    void allOfThem() {
        IntStream.rangeClosed(1, MOST).parallel().forEach(m -> {
            for (int n = 1; n <= MOST; n++) {
                for (int k = 0; k <= MOST; k++) {
                    for (float beta : BETAS) {
                        check(m, n, k, beta, form -> true);
                    }
                }
            }
        });
    }

    private static void check(int m, int n, int k, float beta, IntPredicate forms) {
        float alpha = (m + k) % 2 == 0 ? 1f : 1.25f;
        Example example = new Example(GemmSpec.nn(m, n, k).scaled(alpha, beta), Example.Values.REALS, 1);
        for (int form = 0; form < FORMS; form++) {
            if (forms.test(form)) {
                GemmSpec spec = GemmSpec.of(m, n, k, transpose(form & 1), transpose(form & 2))
                        .scaled(alpha, beta);
                Plans.check(example, (form & 4) == 0 ? spec : spec.withPacked(Packed.B));
            }
        }
    }

    private static Transpose transpose(int bit) {
        return bit == 0 ? Transpose.NO : Transpose.YES;
    }
}
