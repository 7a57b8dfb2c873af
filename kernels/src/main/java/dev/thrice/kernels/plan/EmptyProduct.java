package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;

/** A product without an element, however many rows or columns of none there are: only sums of columns are something, and 0. */
final class EmptyProduct implements GemmKernel {
    private final int sums;
    private final ArithmeticKernels arithmetic;

    EmptyProduct(GemmSpec spec, ArithmeticKernels arithmetic) {
        sums = spec.epilogue().sumsColumns() ? spec.n() : 0;
        this.arithmetic = arithmetic;
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long addressOfSums) {
        arithmetic.fill(1, sums, 0f, addressOfSums, sums);
    }

    @Override
    public String description() {
        return "no elements";
    }
}
