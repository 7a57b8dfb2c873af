package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.machine.CacheFolder;
import dev.thrice.kernels.machine.NativeAccess;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.ProviderStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The providers: SIMD where the JVM compiles it, those that {@link Discovery} finds, and scalar. A discovered provider may have a library
 * to load, so it is asked whether it works only when somebody wants to know.
 */
public final class Providers {
    /** Asks for the first in order of preference. */
    public static final String PREFERRED = "preferred";

    /** Asks for the fastest for each product. */
    public static final String AUTO = "auto";

    private static final System.Logger LOG = System.getLogger(Providers.class.getName());

    private final Optional<String> denied = NativeAccess.denied();
    private final SimdSupport simd = SimdSupport.get();
    private final ElementwiseKernels elementwise = simd.elementwise().orElseGet(ScalarElementwise::new);

    /** In order of preference. */
    private final List<GemmProvider> available = new ArrayList<>();

    /** In order of preference; empty until all have been asked. */
    private final List<ProviderStatus> statuses = new ArrayList<>();

    private Calibration calibration;

    private Providers() {}

    public static Providers get() {
        return Holder.INSTANCE;
    }

    public synchronized List<ProviderStatus> statuses() {
        askAll();
        return List.copyOf(statuses);
    }

    /** The elementwise kernels that go with a provider: the scalar provider's own, else the best there are. */
    public ElementwiseKernels elementwiseOf(GemmProvider provider) {
        return provider instanceof ScalarGemm ? new ScalarElementwise() : elementwise;
    }

    /** The best elementwise kernels there are. */
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    /** The providers that may be the fastest: all but scalar. */
    public synchronized List<GemmProvider> fast() {
        askAll();
        return available.stream()
                .filter(provider -> !(provider instanceof ScalarGemm))
                .toList();
    }

    /**
     * Has to be so for any to be chosen.
     *
     * @throws IllegalArgumentException if a system property asks for vectors that there are not
     */
    public void requireNoMistake() {
        if (simd.isMistake()) {
            throw new IllegalArgumentException(simd.reason());
        }
    }

    /** Made once: its measurements are to be made once. */
    public synchronized Calibration calibration() {
        if (calibration == null) {
            calibration = new Calibration(fast(), elementwise, cache(), new OwnCore());
        }
        return calibration;
    }

    private static Optional<Path> cache() {
        try {
            return Optional.of(CacheFolder.thrice());
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "kernels: calibration is not kept: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The first that works here. Where that is SIMD no other is asked.
     *
     * @throws IllegalStateException if none does
     */
    public synchronized GemmProvider preferred() {
        if (denied.isEmpty() && simd.provider().isPresent()) {
            return simd.provider().get();
        }
        askAll();
        requireAny();
        return available.getFirst();
    }

    /**
     * The one of a name.
     *
     * @param source how a message begins that is about the name
     * @throws IllegalArgumentException if there is none or it does not work here
     * @throws IllegalStateException if none at all does
     */
    public synchronized GemmProvider named(String name, String source) {
        askAll();
        requireAny();
        for (GemmProvider provider : available) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        for (ProviderStatus status : statuses) {
            if (status.name().equals(name)) {
                throw new IllegalArgumentException(source + "provider " + name + " is not available: " + status.detail()
                        + "; expected one of " + choices());
            }
        }
        throw new IllegalArgumentException(source + "unknown provider '" + name + "', expected one of " + choices());
    }

    /** Why {@link #preferred} is what it is. */
    public synchronized String whyPreferred() {
        String better = missing(statuses.stream().takeWhile(status -> !status.available()));
        return better.isEmpty() ? "first in order of preference" : better;
    }

    /** Why there is nothing to choose from for a product. */
    public synchronized String whyNoChoice() {
        String others = missing(statuses.stream().filter(status -> !status.available()));
        return "the only one to choose from" + (others.isEmpty() ? "" : ": " + others);
    }

    private static String missing(Stream<ProviderStatus> statuses) {
        return statuses.map(status -> status.name() + " is not available: " + status.detail())
                .collect(Collectors.joining("; "));
    }

    private void requireAny() {
        if (available.isEmpty()) {
            throw new IllegalStateException("no provider of kernels works here: " + denied.orElseThrow());
        }
    }

    private String choices() {
        StringBuilder names = new StringBuilder(PREFERRED).append(", ").append(AUTO);
        available.forEach(provider -> names.append(", ").append(provider.name()));
        return names.toString();
    }

    private void askAll() {
        if (!statuses.isEmpty()) {
            return;
        }
        simd.provider().ifPresentOrElse(this::ask, () -> unavailable("simd", simd.reason()));
        Discovery.providers().forEach(this::ask);
        ask(new ScalarGemm());
        if (!available.isEmpty() && !simd.isMistake()) { // that is told to whoever chooses
            statuses.stream().filter(status -> !status.available()).forEach(this::tell);
        }
    }

    private void tell(ProviderStatus missing) {
        LOG.log(
                System.Logger.Level.WARNING,
                "kernels: {0} not available, using {1}: {2}",
                missing.name(),
                available.getFirst().name(),
                missing.detail());
    }

    private void ask(GemmProvider provider) {
        denied.or(provider::unavailable)
                .ifPresentOrElse(reason -> unavailable(provider.name(), reason), () -> add(provider));
    }

    private void add(GemmProvider provider) {
        available.add(provider);
        statuses.add(new ProviderStatus(provider.name(), true, provider.description()));
    }

    private void unavailable(String name, String reason) {
        statuses.add(new ProviderStatus(name, false, reason));
    }

    private static final class Holder {
        static final Providers INSTANCE = new Providers();
    }
}
