package dev.thrice.kernels;

import dev.thrice.kernels.spi.ProviderStatus;
import java.util.stream.Stream;

/** Which providers tests are about: all that work here, or the one that {@link Kernels#PROVIDER_PROPERTY} names. */
final class Tested {
    private Tested() {}

    static Stream<String> providers() {
        String named = System.getProperty(Kernels.PROVIDER_PROPERTY);
        return named != null
                ? Stream.of(named)
                : Kernels.providers().stream().filter(ProviderStatus::available).map(ProviderStatus::name);
    }
}
