package dev.thrice.kernels.spi;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Optional;

/** Plans products. Found by {@link java.util.ServiceLoader}, or built in. Thread-safe. */
public interface GemmProvider {
    /**
     * The name a user chooses it by.
     *
     * @return a short lower-case word
     */
    String name();

    /**
     * Whether this provider can work here. It may load what it needs to find out; it does so once.
     *
     * @return nothing if it can, else why not, in one line
     */
    Optional<String> unavailable();

    /**
     * What it is: version, instruction set.
     *
     * @return one line for people; defined only where the provider is available
     */
    String description();

    /**
     * Whether {@link #plan} takes the epilogue along; where not, the caller does it in a pass of its own.
     *
     * @param epilogue the epilogue
     * @return true for {@link Epilogue#NONE} in every provider
     */
    boolean fuses(Epilogue epilogue);

    /**
     * Plans a product: decides and allocates whatever there is to decide and allocate.
     *
     * @param spec with an epilogue that this provider fuses
     * @param rowsOfWhole rows of the product that this one is a part of, m if it is none. A provider whose bits are not to depend on how
     *     rows are divided decides by these how to compute
     * @return a kernel for one thread at a time
     */
    GemmKernel plan(GemmSpec spec, int rowsOfWhole);

    /**
     * Plans a product that is no part of another.
     *
     * @param spec with an epilogue that this provider fuses
     * @return a kernel for one thread at a time
     */
    default GemmKernel plan(GemmSpec spec) {
        return plan(spec, spec.m());
    }

    /**
     * How the packed operand of a product is packed. Where a provider has no form of its own it is a copy that keeps the leading
     * dimension, so that its kernels need not know.
     *
     * @param spec a product of which one operand comes packed
     * @return the packer; what it makes depends on the packed operand's shape, orientation and leading dimension alone
     */
    default OperandPacker packer(GemmSpec spec) {
        return spec.packed() == GemmSpec.Packed.A
                ? new CopyingPacker(spec.rowsOfA(), spec.columnsOfA(), spec.lda())
                : new CopyingPacker(spec.rowsOfB(), spec.columnsOfB(), spec.ldb());
    }
}
