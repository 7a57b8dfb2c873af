/**
 * What is not Java, through the FFM API: two providers of products for {@code dev.thrice.kernels}, machine code assembled at run time and OpenBLAS;
 * the system's calls that bind threads to processors; and MPI.
 */
@SuppressWarnings("module") // the lab is compiled later
module dev.thrice.openblas {
    requires transitive dev.thrice.kernels;
    requires static jdk.jfr; // without it there are no events

    exports dev.thrice.affinity;
    exports dev.thrice.jit to
            dev.thrice.lab;
    exports dev.thrice.mpi;
    exports dev.thrice.openblas;

    provides dev.thrice.kernels.spi.GemmProvider with
            dev.thrice.jit.JitGemm,
            dev.thrice.openblas.OpenBlasGemm;
}
