package dev.thrice.jit;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.util.Optional;

/**
 * Products by machine code that is written when they are planned.
 *
 * <p>Every element of C is summed in ascending k, each term fused, by one sum from the first to the last: as the scalar provider defines it, bit for
 * bit, whatever m, n and k are, however rows are divided, and wherever in a batch a row stands. One kind of product is summed otherwise, because it is twice as
 * fast so: up to four rows times B transposed as it is stored, from a depth of 16 on. There step p belongs to lane p mod L of a vector of L floats, each lane is summed in
 * ascending k, and the lanes of each four, then the fours, are added up as a tree. Which kind a product is goes by the rows of the whole, however
 * they are divided, so that the number of workers makes no difference here either.
 */
public final class JitGemm implements GemmProvider {
    /** A provider, as {@link java.util.ServiceLoader} makes it. Asks nothing yet. */
    public JitGemm() {}

    @Override
    public String name() {
        return "jit";
    }

    @Override
    public int preference() {
        return 300;
    }

    @Override
    public Optional<String> mistake() {
        return Target.mistake();
    }

    @Override
    public Optional<String> unavailable() {
        return Target.CURRENT.obstacle();
    }

    @Override
    public String description() {
        return "assembled at run time, " + Target.CURRENT.isa().description();
    }

    @Override
    public boolean fuses(Epilogue epilogue) {
        return true;
    }

    @Override
    public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
        return new Program(Planner.plan(spec, rowsOfWhole, Target.CURRENT.isa()));
    }

    @Override
    public OperandPacker packer(GemmSpec spec) {
        return spec.packed() == GemmSpec.Packed.B
                ? new JitPacker(spec, Target.CURRENT.isa())
                : GemmProvider.super.packer(spec);
    }
}
