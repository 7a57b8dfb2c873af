package dev.thrice.kernels.scalar;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/** The definition of the product as three loops, summed in ascending k with one rounding a term. */
public final class ScalarGemm implements GemmProvider {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public String description() {
        return "plain Java loops" + (Fma.INSTRUCTION ? "" : ", each FMA computed in float64");
    }

    @Override
    public boolean fuses(Epilogue epilogue) {
        return epilogue.equals(Epilogue.NONE);
    }

    @Override
    public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
        long rowA = Float.BYTES * (spec.transposeA() == Transpose.NO ? (long) spec.lda() : 1L);
        long stepA = Float.BYTES * (spec.transposeA() == Transpose.NO ? 1L : (long) spec.lda());
        long columnB = Float.BYTES * (spec.transposeB() == Transpose.NO ? 1L : (long) spec.ldb());
        long stepB = Float.BYTES * (spec.transposeB() == Transpose.NO ? (long) spec.ldb() : 1L);
        return (a, b, c, d, ldd, sums) -> product(spec, a, rowA, stepA, b, columnB, stepB, c);
    }

    private static void product(
            GemmSpec spec, long a, long rowA, long stepA, long b, long columnB, long stepB, long c) {
        int k = spec.alpha() == 0f ? 0 : spec.k();
        for (int i = 0; i < spec.m(); i++) {
            for (int j = 0; j < spec.n(); j++) {
                float sum = dot(k, a + i * rowA, stepA, b + j * columnB, stepB);
                long at = c + ((long) i * spec.ldc() + j) * Float.BYTES;
                float product = k == 0 ? 0f : spec.alpha() * sum;
                Raw.set(at, spec.beta() == 0f ? product : Fma.of(spec.beta(), Raw.get(at), product));
            }
        }
    }

    private static float dot(int k, long a, long stepA, long b, long stepB) {
        float sum = 0f;
        for (int p = 0; p < k; p++) {
            sum = Fma.of(Raw.get(a + p * stepA), Raw.get(b + p * stepB), sum);
        }
        return sum;
    }
}
