package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.lab.command.BindOption;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.data.DataOptions;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.BatchOption;
import dev.thrice.lab.learn.PerceptronOptions;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is to be measured, as the user asked for it; the forks are given the same. */
final class Options {
    @Option(names = "--quick", description = "Fewer rounds and forks, fewer networks, wider intervals: about a minute.")
    boolean quick;

    @Mixin
    private DataOptions data;

    @Mixin
    private final PerceptronOptions network = new PerceptronOptions(5);

    @Mixin
    private OwnNetworkOptions ownNetwork;

    @Mixin
    private BatchOption batch;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads of the batch-parallel runs (default: one a core).")
    private Integer workers;

    @Mixin
    BindOption binding;

    @Mixin
    KernelsOption provider;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of parameters, batch and order (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "Fresh JVMs, over which intervals are taken (default: 7, quick 3).")
    private Integer forks;

    private Optional<OwnNetworks> own;

    /** The data that were asked for. */
    Mnist load(Arena arena) {
        return data.load(arena);
    }

    /** The networks of the user's own, once they have been read; nothing for the paper's. */
    Optional<OwnNetworks> own() {
        if (own == null) {
            own = ownNetwork.networks(batch());
        }
        return own;
    }

    /** What is measured on data of so many features and classes. */
    Networks networks(int features, int classes) {
        Optional<Networks> ownNetworks = own().map(Networks.class::cast);
        return ownNetworks.orElseGet(
                () -> new PaperNetworks(network.hiddenLayers(), network.width(), batch(), features, classes));
    }

    int batch() {
        return batch.batch();
    }

    int workers() {
        return workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    }

    int forks() {
        return forks == null ? (quick ? 3 : 7) : forks;
    }

    /**
     * Checks the numbers, and that there is memory for what they ask for.
     *
     * @throws UsageError if one is out of range, or there is not
     * @throws dev.thrice.command.UserError if the provider cannot work here
     */
    void require() {
        UsageError.require("--forks", forks(), forks() >= 1, "at least 1");
        binding.require(workers());
        provider.kernels();
        Plan.requireRoom(this, Memory.here(), Mnist.FEATURES, Mnist.CLASSES);
    }

    /** As on a command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(
                own().isPresent()
                        ? ownNetwork.arguments()
                        : List.of("--hidden-layers=" + network.hiddenLayers(), "--width=" + network.width()));
        arguments.addAll(
                List.of("--batch=" + batch(), "--workers=" + workers(), "--seed=" + seed, "--forks=" + forks()));
        if (quick) {
            arguments.add("--quick");
        }
        arguments.addAll(data.arguments());
        arguments.addAll(binding.arguments());
        arguments.addAll(provider.arguments());
        return arguments;
    }
}
