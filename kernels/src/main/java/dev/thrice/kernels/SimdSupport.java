package dev.thrice.kernels;

import dev.thrice.kernels.jvm.JvmFlags;
import dev.thrice.kernels.simd.SimdElementwise;
import dev.thrice.kernels.simd.SimdGemm;
import dev.thrice.kernels.spi.ElementwiseKernels;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/** Whether this JVM runs the Vector API as vector instructions. Where it does not, SIMD kernels would crawl. */
record SimdSupport(Optional<GemmProvider> provider, Optional<ElementwiseKernels> elementwise, String reason) {

    /** What was found out, once. */
    static SimdSupport get() {
        return Holder.FOUND;
    }

    private static SimdSupport detect() {
        Optional<String> obstacle = JvmFlags.current().againstVectors();
        if (obstacle.isPresent()) {
            return none(obstacle.get());
        }
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return none(
                    "module jdk.incubator.vector is not loaded; start Java with --add-modules jdk.incubator.vector");
        }
        GemmProvider gemm = new SimdGemm();
        Optional<String> unavailable = gemm.unavailable();
        return unavailable.isPresent()
                ? none(unavailable.get())
                : new SimdSupport(Optional.of(gemm), Optional.of(new SimdElementwise()), "");
    }

    private static SimdSupport none(String reason) {
        return new SimdSupport(Optional.empty(), Optional.empty(), reason);
    }

    private static final class Holder {
        static final SimdSupport FOUND = detect();
    }
}
