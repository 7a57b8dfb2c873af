package dev.thrice.lab.scaling;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.command.Ranks;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.mpi.Mpi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times training steps over ranks beside those of one process. */
@Command(
        name = "scaling",
        description = {
            "Under mpirun, as mpirun -n 2 thrice scaling: what a message takes between two ranks; what a training step takes with layers on ranks (FPA-PC, step size"
                    + " 1, L - 1 steps) and with samples on ranks (backpropagation), by turns with the same by rank 0 alone; what the"
                    + " time of each function and of messages says it would take, here and on more ranks, one a layer at most.",
            "On a machine with as many idle cores as ranks."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice scaling --hidden-layers 20 --width 256",
        mixinStandardHelpOptions = true)
public final class ScalingCommand implements Runnable {
    /** More would take a day. */
    private static final int MOST_ROUNDS = 10_000;

    /** Of each rank, with those that rank 0 has for itself. */
    private static final int NETWORKS = 5;

    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            defaultValue = "20",
            description = "Default: ${DEFAULT-VALUE}.")
    private int hiddenLayers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "256",
            description = "Of each (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples, of all ranks together (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "25",
            description = "How often each is timed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private KernelsOption provider;

    private ScalingCommand() {}

    @Override
    public void run() {
        if (Mpi.ranksStarted() == 1) {
            checked(1); // by an error that ends this command alone
        }
        Ranks.run(this::measure);
    }

    private void measure(Mpi mpi) {
        if (mpi.rank() > 0) {
            mpi.barrier(); // what is wrong, rank 0 finds and says
        }
        Kernels kernels = checked(mpi.size());
        if (mpi.rank() == 0) {
            mpi.barrier();
        }
        Chain chain = Chain.multilayerPerceptron(Mnist.FEATURES, hiddenLayers, width, Mnist.CLASSES);
        try (ScalingRace race = new ScalingRace(mpi, kernels, chain, batch)) {
            ScalingRace.Times times = race.run(rounds);
            if (mpi.rank() == 0) {
                System.out.print(new ScalingReport(times));
            }
        }
    }

    /** The kernels, if all that was asked for is right. */
    private Kernels checked(int ranks) {
        NetworkSize size = new NetworkSize(hiddenLayers, width, batch).inRange(1, 1);
        UsageError.require(
                "--hidden-layers", hiddenLayers, ranks <= hiddenLayers + 1, ranks - 1 + " or more, a layer a rank");
        UsageError.require("--batch", batch, batch >= ranks, ranks + " or more, a sample a rank");
        UsageError.require("--rounds", rounds, rounds >= 3 && rounds <= MOST_ROUNDS, "3 to " + MOST_ROUNDS);
        size.footprint().require(Memory.here(), ranks, NETWORKS);
        return provider.kernels();
    }
}
