package dev.thrice.lab;

import dev.thrice.kernels.Kernels;
import java.util.List;
import picocli.CommandLine.Option;

/** The provider of kernels that a command is to use. */
public final class KernelsOption {
    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Kernels: preferred, auto, simd, openblas, scalar (default: preferred).")
    private String provider;

    private KernelsOption() {}

    /**
     * The kernels that were asked for.
     *
     * @return the named ones, else those of {@link Kernels#select()}
     * @throws IllegalArgumentException if there is no such provider or it cannot work here
     */
    public Kernels kernels() {
        return provider == null ? Kernels.select() : Kernels.select(provider);
    }

    /**
     * The option as it was given, for a process that is to have the same.
     *
     * @return one argument or none
     */
    public List<String> arguments() {
        return provider == null ? List.of() : List.of("--provider=" + provider);
    }
}
