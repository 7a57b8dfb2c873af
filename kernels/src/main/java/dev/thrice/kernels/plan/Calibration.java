package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.events.CalibrationRun;
import dev.thrice.kernels.events.KernelEvents;
import dev.thrice.kernels.machine.Processor;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which provider is fastest for a product, measured when the first such product is planned and kept in a file for each machine, JVM, set of
 * providers and build of them. A file that cannot be read or written costs the measurement once more, nothing else.
 */
public final class Calibration {
    private final List<GemmProvider> providers;
    private final ElementwiseKernels elementwise;
    private final OwnCore core;
    private final Optional<CalibrationFile> file;
    private final Map<String, String> fastest = new HashMap<>();

    /**
     * A calibration.
     *
     * @param folder where files are; where there is none, nothing is kept
     */
    Calibration(List<GemmProvider> providers, ElementwiseKernels elementwise, Optional<Path> folder, OwnCore core) {
        this.providers = providers;
        this.elementwise = elementwise;
        this.core = core;
        file = folder.map(path -> path.resolve("calibration").resolve(machine(providers) + ".tsv"))
                .map(path -> new CalibrationFile(path, names(providers)));
        file.ifPresent(kept -> fastest.putAll(kept.found()));
    }

    /**
     * The provider for a product; measures where none like it has been planned on this machine. Where neighbours did not let it measure it is
     * the first, and measured by the next JVM.
     */
    public synchronized GemmProvider provider(GemmSpec spec) {
        String product = describe(spec);
        String known = fastest.get(product);
        for (GemmProvider provider : providers) {
            if (provider.name().equals(known)) {
                return provider;
            }
        }
        CalibrationRun event = KernelEvents.calibration();
        Optional<GemmProvider> found = Contest.fastest(spec, providers, elementwise, core);
        String name = found.orElse(providers.getFirst()).name();
        fastest.put(product, name);
        if (event != null) {
            event.chose(product, String.join(", ", names(providers)), name, found.isPresent());
        }
        if (found.isPresent()) {
            file.ifPresent(kept -> kept.add(product, name));
        }
        return found.orElse(providers.getFirst());
    }

    private static List<String> names(List<GemmProvider> providers) {
        return providers.stream().map(GemmProvider::name).toList();
    }

    /** What decides the time of a product: all of its specification but the values of its scales. */
    private static String describe(GemmSpec spec) {
        Epilogue epilogue = spec.epilogue();
        return String.join(
                " ",
                spec.m() + "x" + spec.n() + "x" + spec.k(),
                (spec.transposeA() == Transpose.NO ? "N" : "T") + (spec.transposeB() == Transpose.NO ? "N" : "T"),
                spec.lda() + "," + spec.ldb() + "," + spec.ldc(),
                (spec.alpha() == 0f ? "0" : "alpha") + "," + (spec.beta() == 0f ? "0" : "beta"),
                epilogue.step() + (epilogue.sumsColumns() ? "+sums" : ""),
                "packed " + spec.packed());
    }

    private static String machine(List<GemmProvider> providers) {
        StringBuilder all = new StringBuilder(System.getProperty("os.arch"))
                .append(System.getProperty("java.vm.version"))
                .append(Processor.model().orElse(""))
                .append(build(Calibration.class));
        providers.forEach(provider ->
                all.append(provider.name()).append(provider.description()).append(build(provider.getClass())));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The jar that a class is in, by its size and time: another version's kernels have other times. */
    private static String build(Class<?> type) {
        try {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Files.isRegularFile(jar) ? Files.size(jar) + " " + Files.getLastModifiedTime(jar) : "";
        } catch (IOException | URISyntaxException | RuntimeException e) { // it lies where there are no files
            return "";
        }
    }
}
