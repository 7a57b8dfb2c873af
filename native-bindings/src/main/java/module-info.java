/** OpenBLAS through the FFM API, as a provider of products for {@code dev.thrice.kernels}. */
module dev.thrice.openblas {
    requires transitive dev.thrice.kernels;

    exports dev.thrice.openblas;

    provides dev.thrice.kernels.spi.GemmProvider with
            dev.thrice.openblas.OpenBlasGemm;
}
