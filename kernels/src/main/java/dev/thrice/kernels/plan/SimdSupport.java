package dev.thrice.kernels.plan;

import dev.thrice.kernels.machine.VectorApi;
import dev.thrice.kernels.simd.gemm.SimdGemm;
import dev.thrice.kernels.simd.rows.SimdElementwise;
import dev.thrice.kernels.spi.ElementwiseKernels;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/** Whether this JVM runs the Vector API as vector instructions. Where it does not, SIMD kernels would crawl. */
public record SimdSupport(Optional<GemmProvider> provider, Optional<ElementwiseKernels> elementwise, String reason) {

    /** What was found out, once. */
    public static SimdSupport get() {
        return Holder.FOUND;
    }

    private static SimdSupport detect() {
        Optional<String> obstacle = VectorApi.obstacle();
        if (obstacle.isPresent()) {
            return none(obstacle.get());
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
