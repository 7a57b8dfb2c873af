package dev.thrice.kernels.simd.gemm;

import dev.thrice.kernels.machine.VectorApi;
import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.simd.VectorBits;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.util.Optional;

/** Products on the Vector API, where the JVM runs it as vector instructions; elsewhere they would crawl. */
public final class SimdGemm implements GemmProvider {
    private static final int NARROWEST_USEFUL_BITS = 128;

    @Override
    public String name() {
        return "simd";
    }

    @Override
    public int preference() {
        return 200;
    }

    @Override
    public Optional<String> mistake() {
        return VectorApi.obstacle().isPresent() ? Optional.empty() : VectorBits.fault();
    }

    @Override
    public Optional<String> unavailable() {
        return VectorApi.obstacle().or(this::mistake).or(SimdGemm::narrow);
    }

    private static Optional<String> narrow() {
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
    public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
        if (OuterProduct.computes(spec)) {
            return new OuterProduct(spec);
        }
        if (FewRowsGemm.computes(spec, rowsOfWhole)) {
            return new FewRowsGemm(spec);
        }
        return paysAsDots(spec, rowsOfWhole) ? new DotGemm(spec) : new BlockedGemm(spec);
    }

    @Override
    public OperandPacker packer(GemmSpec spec) {
        return new BlockPacker(spec);
    }

    /** Whether packing B, which a transposed B needs for tiles, would cost more than adding up the lanes of dot products. */
    private static boolean paysAsDots(GemmSpec spec, int rowsOfWhole) {
        Tuning tuning = Tuning.CURRENT;
        boolean alongRows = spec.transposeA() == Transpose.NO && spec.transposeB() == Transpose.YES;
        boolean few = rowsOfWhole <= tuning.dotRows() || spec.n() <= tuning.dotColumns();
        return alongRows
                && spec.packed() == GemmSpec.Packed.NONE
                && spec.alpha() != 0f
                && few
                && spec.k() >= tuning.dotDepth();
    }
}
