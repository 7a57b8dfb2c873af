package dev.thrice.openblas;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/**
 * Products by OpenBLAS. It chooses its loops by the size of a product and by where in it a row stands: with kernels for Haswell or Zen equal
 * rows of A give rows of C with other bits (64 x 64 x 784: 34 of 64), and others again on several threads. So under this provider a
 * sample's result depends, in its last bits, on its place in the batch and on how the batch is divided among workers.
 */
public final class OpenBlasGemm implements GemmProvider {
    /** A provider, as {@link java.util.ServiceLoader} makes it. Loads nothing yet. */
    public OpenBlasGemm() {}

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.ofNullable(OpenBlas.unavailable());
    }

    @Override
    public String description() {
        return OpenBlas.load().toString();
    }

    @Override
    public boolean fuses(Epilogue epilogue) {
        return epilogue.equals(Epilogue.NONE);
    }

    /**
     * Plans a product.
     *
     * @param spec without an epilogue
     * @param rowsOfWhole not asked: by OpenBLAS bits depend on how rows are divided
     * @return a kernel that any number of threads may run at a time, as it has no memory of its own
     * @throws IllegalStateException if OpenBLAS is not available
     */
    @Override
    public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
        OpenBlas.load();
        boolean scalesOnly = spec.m() == 0 || spec.n() == 0 || spec.k() == 0 || spec.alpha() == 0f;
        return scalesOnly ? new ScaleKernel(spec) : new SgemmKernel(spec);
    }
}
