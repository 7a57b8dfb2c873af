package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec.Scales;
import dev.thrice.kernels.spec.GemmSpec.Size;

/**
 * All that decides the code of a kernel: what one call computes.
 *
 * @param isa the instruction set
 * @param size of the block
 * @param a where op(A) is
 * @param b where op(B) is
 * @param rowC bytes from one row of C to the next
 * @param scales alpha and beta; of no use before the last step
 * @param epilogue of finished elements, likewise
 * @param continues whether C holds sums of earlier steps
 * @param finishes whether these are the last steps
 * @param firstRows whether the sums of columns begin here
 */
record BlockSpec(
        Isa isa,
        Size size,
        Access a,
        Access b,
        long rowC,
        Scales scales,
        Epilogue epilogue,
        boolean continues,
        boolean finishes,
        boolean firstRows)
        implements KernelSpec {
    @Override
    public void write(Assembler asm) {
        new BlockGenerator(this, asm).generate();
    }

    /** The same block with op(A) elsewhere. */
    BlockSpec withA(Access access) {
        return new BlockSpec(isa, size, access, b, rowC, scales, epilogue, continues, finishes, firstRows);
    }

    double flops() {
        return 2.0 * size.m() * size.n() * size.k();
    }

    /** Whether rows of B as stored are columns of op(B), which the kernel turns as it goes. */
    boolean turnsB() {
        return !b.isPacked() && !b.isContiguous();
    }
}
