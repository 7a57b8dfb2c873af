package dev.thrice.lab.peers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.UserError;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.output.Progress;
import dev.thrice.lab.output.WholeFile;
import dev.thrice.lab.report.ReportFiles;
import dev.thrice.lab.timing.ForkProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thrice peers}. */
@Command(
        name = "peers",
        description = {
            "Times products of matrices, steps of training and tanh by each provider, by turns in fresh JVMs on one thread:"
                    + " the sizes of a layer's three products, squares, and sizes that no tile fits; networks of 5 and 20"
                    + " hidden layers.",
            "Compares the first provider with the others, and with other libraries if they have been built beside it by",
            "mvn -Ppeers -pl peers -am -DskipTests package; those that do not load are listed with the reason."
        },
        mixinStandardHelpOptions = true)
public final class PeersCommand implements Runnable {
    private static final int ROUNDS = 15;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "simd,openblas",
            description = "The providers, the first compared with the others (default: ${DEFAULT-VALUE}).")
    private List<String> providers;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "3",
            description = "Fresh JVMs to measure in (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            split = ",",
            description = "Only sets whose name begins so: layer, square, MLP, awkward, step, tanh (default: all).")
    private List<String> sets = List.of("");

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of operands and orders.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write each fork's medians.")
    private Path json;

    @Mixin
    private ReportFiles files;

    @Option(names = "--fork", paramLabel = "N", hidden = true)
    private Integer fork;

    private PeersCommand() {}

    @Override
    public void run() {
        requireOptions();
        Peers peers = Peers.load();
        if (fork != null) {
            PeersRace race = new PeersRace(providers, peers.available(), sets, ROUNDS, seed + fork);
            JsonFile.write(json, race.run(ForkProcess::tellStep));
            return;
        }
        List<PeersFork> found = measure();
        PeersReport report = new PeersReport(
                Stream.concat(providers.stream(), peers.available().stream().map(Peer::name))
                        .toList(),
                peers.absent(),
                found);
        System.out.print(report.text());
        if (json != null) {
            JsonFile.write(json, found);
            System.out.println("written: " + json);
        }
        files.write(report::html);
    }

    private void requireOptions() {
        if (providers.size() < 2) {
            throw new UserError("--provider " + String.join(",", providers) + ", expected at least two to compare");
        }
        if (forks < 1) {
            throw new UserError("--forks " + forks + ", expected at least 1");
        }
        if (PeersRace.tasks(sets) == 0) {
            throw new UserError(
                    "--set " + String.join(",", sets) + ", expected some of layer, square, MLP, awkward, step, tanh");
        }
        providers.forEach(Kernels::select);
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
    }

    private List<PeersFork> measure() {
        List<PeersFork> found = new ArrayList<>();
        try (Progress progress = Progress.of("measuring", (long) forks * PeersRace.tasks(sets))) {
            for (int number = 1; number <= forks; number++) {
                List<String> command = List.of(
                        "peers",
                        "--provider=" + String.join(",", providers),
                        "--set=" + String.join(",", sets),
                        "--seed=" + seed);
                try (ForkProcess<PeersFork> process = new ForkProcess<>(command, number, PeersCommand::read)) {
                    found.add(process.await(progress::step));
                }
            }
        }
        return found;
    }

    private static PeersFork read(Path file) {
        try {
            return JsonMapper.builder().build().readValue(file.toFile(), PeersFork.class);
        } catch (IOException e) {
            throw new UserError("a fork's results cannot be read: " + e.getMessage());
        }
    }
}
