package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.machine.CacheFolder;
import dev.thrice.kernels.machine.NativeAccess;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.simd.gemm.SimdGemm;
import dev.thrice.kernels.simd.rows.SimdElementwise;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.ProviderStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The providers: SIMD, scalar, and those that {@link Discovery} finds, in order of preference. One may have a library to load, so it is asked whether it
 * works only when none before it does, or somebody wants to know. SIMD is asked always, since elementwise kernels are its own.
 */
public final class Providers {
    /** Asks for the first in order of preference. */
    public static final String PREFERRED = "preferred";

    /** Asks for the fastest for each product. */
    public static final String AUTO = "auto";

    private static final System.Logger LOG = System.getLogger(Providers.class.getName());

    private final Optional<String> denied = NativeAccess.denied();
    private final GemmProvider simd = new SimdGemm();
    private final Optional<String> withoutSimd = denied.or(simd::unavailable);
    private final ElementwiseKernels elementwise =
            withoutSimd.isEmpty() ? new SimdElementwise() : new ScalarElementwise();

    /** In order of preference. */
    private final List<GemmProvider> all;

    /** Of the first of them, as many as have been asked. */
    private final List<ProviderStatus> statuses = new ArrayList<>();

    /** Those of the asked that work. */
    private final List<GemmProvider> available = new ArrayList<>();

    /** Names of those that it has been told of that they do not work. */
    private final Set<String> told = new HashSet<>();

    private Calibration calibration;

    private Providers() {
        List<GemmProvider> known = new ArrayList<>();
        known.add(simd);
        known.addAll(Discovery.providers());
        known.add(new ScalarGemm());
        known.sort(Comparator.comparingInt(GemmProvider::preference).reversed());
        all = List.copyOf(known);
    }

    public static Providers get() {
        return Holder.INSTANCE;
    }

    public synchronized List<ProviderStatus> statuses() {
        ask(all.size());
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
        ask(all.size());
        return available.stream()
                .filter(provider -> !(provider instanceof ScalarGemm))
                .toList();
    }

    /**
     * Has to be so for any to be chosen.
     *
     * @throws IllegalArgumentException if a system property asks for what there is not
     */
    public void requireNoMistake() {
        mistake().ifPresent(mistake -> {
            throw new IllegalArgumentException(mistake);
        });
    }

    private Optional<String> mistake() {
        return all.stream().flatMap(provider -> provider.mistake().stream()).findFirst();
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
     * The first that works here.
     *
     * @throws IllegalStateException if none does
     */
    public synchronized GemmProvider preferred() {
        while (available.isEmpty() && statuses.size() < all.size()) {
            ask(statuses.size() + 1);
        }
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
        ask(all.size());
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
        String reason = better.isEmpty() ? "first in order of preference" : better;
        boolean alone = withoutSimd.isEmpty() || all.indexOf(simd) < all.indexOf(available.getFirst());
        return alone
                ? reason
                : reason + "; elementwise kernels in plain Java, as simd is not available: " + withoutSimd.get();
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

    /** Asks the first so many, unless they have been. */
    private void ask(int count) {
        while (statuses.size() < count) {
            ask(all.get(statuses.size()));
        }
        if (!available.isEmpty() && mistake().isEmpty()) { // that is told to whoever chooses
            statuses.stream()
                    .filter(status -> !status.available())
                    .forEach(status -> tell(status.name(), status.detail()));
            withoutSimd.ifPresent(reason -> tell(simd.name(), reason));
        }
    }

    private void ask(GemmProvider provider) {
        Optional<String> reason = denied.or(provider::unavailable);
        if (reason.isEmpty()) {
            available.add(provider);
        }
        statuses.add(new ProviderStatus(provider.name(), reason.isEmpty(), reason.orElseGet(provider::description)));
    }

    private void tell(String name, String reason) {
        if (told.add(name)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kernels: {0} not available, using {1}: {2}",
                    name,
                    available.getFirst().name(),
                    reason);
        }
    }

    private static final class Holder {
        static final Providers INSTANCE = new Providers();
    }
}
