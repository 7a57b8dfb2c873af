package dev.thrice.kernels.simd;

import dev.thrice.kernels.Epilogue;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.util.Optional;

/** Products on the Vector API. */
public final class SimdGemm implements GemmProvider {
    private static final int NARROWEST_USEFUL_BITS = 128;

    @Override
    public String name() {
        return "simd";
    }

    @Override
    public Optional<String> unavailable() {
        int bits = Simd.LANES * Float.SIZE;
        return bits < NARROWEST_USEFUL_BITS
                ? Optional.of("vectors of " + bits + " bits, expected at least " + NARROWEST_USEFUL_BITS)
                : Optional.empty();
    }

    @Override
    public String description() {
        return "Vector API, " + Simd.LANES * Float.SIZE + "-bit vectors";
    }

    @Override
    public boolean fuses(Epilogue epilogue) {
        return true;
    }

    @Override
    public GemmKernel plan(GemmSpec spec) {
        if (OuterProduct.computes(spec)) {
            return new OuterProduct(spec);
        }
        if (FewRowsGemm.computes(spec)) {
            return new FewRowsGemm(spec);
        }
        return paysAsDots(spec) ? new DotGemm(spec) : new BlockedGemm(spec);
    }

    @Override
    public OperandPacker packer(GemmSpec spec) {
        return new BlockPacker(spec);
    }

    /** Whether packing B, which a transposed B needs for tiles, would cost more than adding up the lanes of dot products. */
    private static boolean paysAsDots(GemmSpec spec) {
        Tuning tuning = Tuning.CURRENT;
        boolean alongRows = spec.transposeA() == Transpose.NO && spec.transposeB() == Transpose.YES;
        boolean few = spec.rowsOfWhole() <= tuning.dotRows() || spec.n() <= tuning.dotColumns();
        return alongRows
                && spec.packed() == GemmSpec.Packed.NONE
                && spec.alpha() != 0f
                && few
                && spec.k() >= tuning.dotDepth();
    }
}
