package dev.thrice.lab.command;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.kernels.Kernels;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The provider of kernels that a command is to use. */
public final class KernelsOption {
    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Kernels: preferred, auto, jit, simd, openblas, scalar (default: preferred).")
    private String provider;

    private KernelsOption() {}

    /**
     * The kernels that were asked for.
     *
     * @return the named ones, else those of {@link Kernels#select()}
     * @throws UsageError if there is no such provider
     * @throws UserError if it cannot work here
     */
    public Kernels kernels() {
        return provider == null ? preset() : named(provider);
    }

    /**
     * The kernels of {@link Kernels#select()}.
     *
     * @return the kernels
     * @throws UsageError if a system property names no provider, or vectors or an instruction set that there are not
     * @throws UserError if it names a provider that cannot work here
     */
    public static Kernels preset() {
        return selected(System.getProperty(Kernels.PROVIDER_PROPERTY, Kernels.PREFERRED), Kernels::select);
    }

    /**
     * The kernels of a provider.
     *
     * @param name as {@link Kernels#select(String)} takes it
     * @return the kernels
     * @throws UsageError if there is no such provider, or a system property names vectors or an instruction set that there are not
     * @throws UserError if it cannot work here
     */
    public static Kernels named(String name) {
        return selected(name, () -> Kernels.select(name));
    }

    private static Kernels selected(String name, Supplier<Kernels> choice) {
        try {
            UsageError.unlessRefused(
                    () -> Kernels.select(Kernels.PREFERRED)); // a wrong system property is, whatever is chosen
            return choice.get();
        } catch (IllegalArgumentException e) {
            if (Kernels.providers().stream().anyMatch(known -> known.name().equals(name))) {
                throw new UserError(e.getMessage());
            }
            throw new UsageError(e.getMessage());
        } catch (IllegalStateException e) { // nothing can work here
            throw new UserError(e.getMessage());
        }
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
