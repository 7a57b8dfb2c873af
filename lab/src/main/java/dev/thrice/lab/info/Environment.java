package dev.thrice.lab.info;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.Expect;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.probe.FmaPeak;
import dev.thrice.kernels.spi.ProviderStatus;
import java.util.List;

/**
 * The machine and the kernels on it.
 *
 * @param machine what it is
 * @param providers every provider known, and whether it works here
 * @param chosen the provider at work
 * @param why why it was taken
 * @param fmaPeakGflops measured peak of one thread, 10^9 operations a second; null where there is no SIMD
 * @param memoryGbps what one thread moves to and from memory, 10^9 bytes a second
 */
public record Environment(
        Machine machine,
        List<ProviderStatus> providers,
        String chosen,
        String why,
        @JsonSetter(nulls = Nulls.SET) Double fmaPeakGflops,
        double memoryGbps) {
    /** Checks the numbers. */
    public Environment {
        Expect.that(
                fmaPeakGflops == null || (fmaPeakGflops > 0 && fmaPeakGflops < Double.POSITIVE_INFINITY),
                "FMA peak",
                fmaPeakGflops,
                "above 0");
        Expect.above0("memory traffic", memoryGbps);
    }

    /**
     * The kernels at work, in words.
     *
     * @return the provider, of OpenBLAS with its core
     */
    public String kernels() {
        return ProviderDetails.kernels(chosen, providers);
    }

    /**
     * Looks, and measures the peaks.
     *
     * @param kernels the kernels at work
     * @return this environment
     */
    public static Environment measure(Kernels kernels) {
        var peak = FmaPeak.measure();
        return new Environment(
                Machine.here(),
                ProviderDetails.all(),
                kernels.provider(),
                kernels.reason(),
                peak.isPresent() ? peak.getAsDouble() : null,
                MemoryBandwidth.measure(kernels));
    }
}
