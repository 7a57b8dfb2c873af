package dev.thrice.kernels.spi;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Optional;

/** Plans products. Found by {@link java.util.ServiceLoader}, or built in. Thread-safe. */
public interface GemmProvider {
    /** The {@link #preference} of a provider that does not say: behind SIMD, before plain Java. */
    int USUAL_PREFERENCE = 100;

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
     * Its place among all: where nobody names one, the first that works is taken, and those behind it are not even asked. Assembled code has 300, SIMD 200,
     * OpenBLAS {@value #USUAL_PREFERENCE}, plain Java 0.
     *
     * @return higher is asked first; of equal ones the one that was found first
     */
    default int preference() {
        return USUAL_PREFERENCE;
    }

    /**
     * What somebody asks of this provider, by a system property, that is not to be had here. No kernels are chosen then, by whatever name: others in the
     * place of what was asked for would be a surprise. Asked of every provider, so it loads nothing.
     *
     * @return one line that names the property, what it is and what there is; nothing in most providers
     */
    default Optional<String> mistake() {
        return Optional.empty();
    }

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
