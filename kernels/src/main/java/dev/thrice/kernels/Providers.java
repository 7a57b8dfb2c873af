package dev.thrice.kernels;

import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spi.ElementwiseKernels;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The providers: SIMD where the JVM compiles it, what {@link ServiceLoader} brings, and scalar. A discovered provider may
 * have a library to load, so it is asked whether it works only when somebody wants to know.
 */
final class Providers {
    private static final System.Logger LOG = System.getLogger(Providers.class.getName());

    /** In order of preference. */
    private final List<GemmProvider> available = new ArrayList<>();

    private final List<ProviderStatus> statuses = new ArrayList<>();
    private final List<GemmProvider> unasked = discovered();
    private final ElementwiseKernels elementwise;
    private Calibration calibration;

    private Providers() {
        SimdSupport simd = SimdSupport.detect();
        elementwise = simd.elementwise().orElseGet(ScalarElementwise::new);
        simd.provider().ifPresentOrElse(this::add, () -> unavailable("simd", simd.reason()));
        add(new ScalarGemm());
    }

    static Providers get() {
        return Holder.INSTANCE;
    }

    synchronized List<ProviderStatus> statuses() {
        askAll();
        return List.copyOf(statuses);
    }

    /** The elementwise kernels that go with a provider: the scalar provider's own, else the best there are. */
    ElementwiseKernels elementwiseOf(GemmProvider provider) {
        return provider instanceof ScalarGemm ? new ScalarElementwise() : elementwise;
    }

    /** The best elementwise kernels there are. */
    ElementwiseKernels elementwise() {
        return elementwise;
    }

    /** The providers that may be the fastest: all but scalar. */
    synchronized List<GemmProvider> fast() {
        askAll();
        return List.copyOf(available.subList(0, available.size() - 1));
    }

    /** Made once: its measurements are to be made once. */
    synchronized Calibration calibration() {
        if (calibration == null) {
            calibration = new Calibration(fast(), elementwise, CacheFolder.thrice(), new OwnCore());
        }
        return calibration;
    }

    synchronized GemmProvider preferred() {
        if (available.getFirst() instanceof ScalarGemm) {
            askAll();
        }
        return available.getFirst();
    }

    synchronized GemmProvider named(String name) {
        askAll();
        for (GemmProvider provider : available) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        for (ProviderStatus status : statuses) {
            if (status.name().equals(name)) {
                throw new IllegalArgumentException("provider " + name + " is not available: " + status.detail()
                        + "; expected one of " + choices());
            }
        }
        throw new IllegalArgumentException("unknown provider '" + name + "', expected one of " + choices());
    }

    private String choices() {
        StringBuilder names = new StringBuilder(Kernels.PREFERRED).append(", ").append(Kernels.AUTO);
        available.forEach(provider -> names.append(", ").append(provider.name()));
        return names.toString();
    }

    /** Discovered providers go before scalar, in preference as in the list. */
    private void askAll() {
        for (GemmProvider provider : unasked) {
            provider.unavailable().ifPresentOrElse(reason -> unavailable(provider.name(), reason), () -> add(provider));
        }
        unasked.clear();
    }

    private void add(GemmProvider provider) {
        ProviderStatus status = new ProviderStatus(provider.name(), true, provider.description());
        boolean beforeScalar = !available.isEmpty() && available.getLast() instanceof ScalarGemm;
        available.add(available.size() - (beforeScalar ? 1 : 0), provider);
        statuses.add(statuses.size() - (beforeScalar ? 1 : 0), status);
    }

    private void unavailable(String name, String reason) {
        statuses.add(new ProviderStatus(name, false, reason));
        String instead = available.isEmpty() ? "scalar" : available.getFirst().name();
        LOG.log(System.Logger.Level.WARNING, "kernels: {0} not available, using {1}: {2}", name, instead, reason);
    }

    private static List<GemmProvider> discovered() {
        List<GemmProvider> found = new ArrayList<>();
        try {
            ServiceLoader.load(GemmProvider.class).forEach(found::add);
        } catch (ServiceConfigurationError e) {
            LOG.log(System.Logger.Level.WARNING, "kernels: a provider could not be loaded: {0}", e.getMessage());
        }
        return found;
    }

    private static final class Holder {
        static final Providers INSTANCE = new Providers();
    }
}
