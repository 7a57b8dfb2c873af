package dev.thrice.lab.peers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.Progress;
import dev.thrice.command.output.WholeFile;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spi.ProviderStatus;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.command.Thrice;
import dev.thrice.mpi.Mpi;
import dev.thrice.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thrice peers}. */
@Command(
        name = "peers",
        description = {
            "Times products of matrices, steps of training, predictions and tanh by each provider, by turns in fresh JVMs on one thread:"
                    + " the sizes of a layer's three products, squares, and sizes that no tile fits; networks of 5 and 20"
                    + " hidden layers.",
            "Compares the first provider with the others, and with other libraries if they have been built beside it by",
            "mvn -Ppeers -pl peers -am -DskipTests package, each beside the providers in JVMs of its own; those that do not"
                    + " load, or fail, are listed with the reason."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice peers --forks 3",
        mixinStandardHelpOptions = true)
public final class PeersCommand implements Runnable {
    private static final int ROUNDS = 15;
    private static final int LOG_LINES = 20;
    private static final int MOST_PATIENCE = 86_400;
    private static final List<String> USUAL = List.of("jit", "simd", "openblas");

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            split = ",",
            description = "The providers, the first compared with the others"
                    + " (default: those of jit,simd,openblas that work here).")
    private List<String> providers;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "3",
            description = "Fresh JVMs to measure in; of fewer than 3 there is no interval (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only sets whose name begins so: layer, square, MLP, awkward, step, predict, tanh (default: all).")
    private List<String> sets;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Give a library up that takes longer to load, or from one task to the next"
                    + " (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of operands and orders.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write each fork's medians.")
    private Path json;

    @Mixin
    private ReportFiles files;

    @Option(names = "--fork", paramLabel = "N", hidden = true)
    private Integer fork;

    @Option(names = "--peer", paramLabel = "NAME", hidden = true)
    private String peer;

    private PeersCommand() {}

    @Override
    public void run() {
        requireOptions();
        Peers peers = Peers.load();
        if (fork != null) {
            JsonFile.write(json, race(peers));
            return;
        }
        List<PeersFork> found = measure(peers);
        PeersReport report = new PeersReport(providers, found);
        System.out.print(report.text());
        if (json != null) {
            JsonFile.write(json, found);
            System.out.println("written: " + json);
        }
        files.write(report::html);
    }

    private void requireOptions() {
        int ranks = Mpi.ranksStarted();
        UsageError.require(
                "started by mpirun, ranks", ranks, ranks == 1, "no mpirun: several would measure each other");
        UsageError.require("--forks", forks, forks >= 1, "at least 1");
        if (sets != null) {
            UsageError.requireDistinct("--set", sets);
            sets.forEach(set -> UsageError.require(
                    "--set",
                    set.isEmpty() ? "of nothing" : set,
                    !set.isEmpty() && PeersRace.tasks(List.of(set)) > 0,
                    "some of layer, square, MLP, awkward, step, predict, tanh"));
        }
        UsageError.require(
                "--patience",
                patience,
                patience >= 1 && patience <= MOST_PATIENCE,
                "1 to " + MOST_PATIENCE + " seconds");
        Memory.here().requireRuns("--forks " + forks, (double) forks * PeersRace.tasks(sets()));
        UsageError.require("--fork", fork, fork == null || (fork >= 1 && json != null), "at least 1, with --json");
        UsageError.require("--peer", peer, peer == null || fork != null, "with --fork");
        if (providers == null) {
            providers = usual();
        }
        UsageError.requireDistinct("--provider", providers);
        UsageError.require("--provider", String.join(",", providers), providers.size() >= 2, "at least two to compare");
        providers.forEach(KernelsOption::named);
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
    }

    private static List<String> usual() {
        return Kernels.providers().stream()
                .filter(ProviderStatus::available)
                .map(ProviderStatus::name)
                .filter(USUAL::contains)
                .sorted(Comparator.comparingInt(USUAL::indexOf))
                .toList();
    }

    private List<String> sets() {
        return sets == null ? List.of("") : sets;
    }

    private PeersFork race(Peers peers) {
        List<Peer> beside = peers.found().stream()
                .filter(found -> found.name().equals(peer))
                .toList();
        UsageError.require("--peer", peer, peer == null || !beside.isEmpty(), "one that is on the class path");
        return beside.stream()
                .flatMap(other -> other.unavailable().stream())
                .findFirst()
                .map(reason ->
                        PeersFork.without(peer, reason.lines().findFirst().orElse("no reason")))
                .orElseGet(
                        () -> new PeersRace(providers, beside, sets(), ROUNDS, seed + fork).run(ForkProcess::tellStep));
    }

    private List<PeersFork> measure(Peers peers) {
        List<String> names = peers.found().stream().map(Peer::name).toList();
        PeersForks all = new PeersForks(names, forks, PeersRace.steps(sets()), this::measure);
        System.out.printf(
                Locale.ROOT,
                "%d tasks by %s; fresh JVMs: %d, %d with these alone%s%n",
                PeersRace.tasks(sets()),
                String.join(", ", providers),
                forks * (1 + names.size()),
                forks,
                names.isEmpty() ? "" : ", as many each beside " + String.join(", ", names));
        try (Progress progress = Progress.of("measuring", all.steps(), LOG_LINES)) {
            List<PeersFork> found = new ArrayList<>(all.run(progress::step, progress::show));
            found.addAll(peers.absent());
            return found;
        }
    }

    private PeersFork measure(Optional<String> beside, int number, Runnable step) {
        List<String> command =
                new ArrayList<>(List.of("peers", "--provider=" + String.join(",", providers), "--seed=" + seed));
        if (sets != null) {
            command.add("--set=" + String.join(",", sets));
        }
        beside.ifPresent(name -> command.add("--peer=" + name));
        try (ForkProcess<PeersFork> process = new ForkProcess<>(Thrice.PROGRAM, command, number, PeersCommand::read)) {
            return process.await(step, Duration.ofSeconds(patience));
        }
    }

    private static PeersFork read(Path file) {
        try {
            return JsonMapper.builder().build().readValue(file.toFile(), PeersFork.class);
        } catch (IOException e) {
            throw new UserError("a fork's results cannot be read: " + e.getMessage());
        }
    }
}
