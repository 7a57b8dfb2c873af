package dev.thrice.lab.info;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spi.ProviderStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The providers as results tell of them: OpenBLAS with the core whose kernels run, and with what the environment set it to, assembled ones with their
 * instruction set. */
public final class ProviderDetails {
    private static final String OPENBLAS = "openblas";
    private static final String SETTING = "OPENBLAS_";

    /** Who chooses among kernels of several instruction sets. */
    private static final Set<String> CHOOSING = Set.of("jit", OPENBLAS);

    private ProviderDetails() {}

    /**
     * All providers known here.
     *
     * @return one status a provider, in order of preference
     */
    public static List<ProviderStatus> all() {
        return all(Kernels.providers(), System.getenv());
    }

    static List<ProviderStatus> all(List<ProviderStatus> known, Map<String, String> environment) {
        String settings = new TreeMap<>(environment)
                .entrySet().stream()
                        .filter(variable -> variable.getKey().startsWith(SETTING))
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .collect(Collectors.joining(" "));
        return known.stream()
                .map(status -> settings.isEmpty() || !status.name().equals(OPENBLAS)
                        ? status
                        : new ProviderStatus(
                                status.name(), status.available(), status.detail() + ", under " + settings))
                .toList();
    }

    /**
     * The kernels at work, in words.
     *
     * @param chosen the provider, or {@value Kernels#AUTO}
     * @param providers all of them
     * @return with OpenBLAS' core, and the instruction set of assembled ones, where they may be among them
     */
    public static String kernels(String chosen, List<ProviderStatus> providers) {
        return chosen
                + " kernels"
                + providers.stream()
                        .filter(status -> status.available() && CHOOSING.contains(status.name()))
                        .filter(status -> chosen.equals(status.name()) || chosen.equals(Kernels.AUTO))
                        .map(status -> " (" + status.detail() + ")")
                        .collect(Collectors.joining());
    }
}
