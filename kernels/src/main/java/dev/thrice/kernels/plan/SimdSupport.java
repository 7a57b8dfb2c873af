package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.machine.VectorApi;
import dev.thrice.kernels.simd.VectorBits;
import dev.thrice.kernels.simd.gemm.SimdGemm;
import dev.thrice.kernels.simd.rows.SimdElementwise;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/**
 * Whether this JVM runs the Vector API as vector instructions. Where it does not, SIMD kernels would crawl.
 *
 * @param reason why there are none, one line
 * @param isMistake whether that is what somebody asked for, not what the JVM is
 */
record SimdSupport(
        Optional<GemmProvider> provider, Optional<ElementwiseKernels> elementwise, String reason, boolean isMistake) {

    /** What was found out, once. */
    static SimdSupport get() {
        return Holder.FOUND;
    }

    private static SimdSupport detect() {
        Optional<String> obstacle = VectorApi.obstacle();
        if (obstacle.isPresent()) {
            return none(obstacle.get(), false);
        }
        Optional<String> fault = VectorBits.fault();
        if (fault.isPresent()) {
            return none(fault.get(), true);
        }
        GemmProvider gemm = new SimdGemm();
        Optional<String> unavailable = gemm.unavailable();
        return unavailable.isPresent()
                ? none(unavailable.get(), false)
                : new SimdSupport(Optional.of(gemm), Optional.of(new SimdElementwise()), "", false);
    }

    private static SimdSupport none(String reason, boolean isMistake) {
        return new SimdSupport(Optional.empty(), Optional.empty(), reason, isMistake);
    }

    private static final class Holder {
        static final SimdSupport FOUND = detect();
    }
}
