package dev.thrice.lab.study;

import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thrice study online}. */
@Command(
        name = "online",
        description = {
            "Asks what section 3.6 of Zahid, Guo & Fountas (2023) leaves open: is predictive coding more robust to high learning"
                    + " rates at small batches than backprop, also with momentum and Adam?",
            "Trains by each algorithm and optimizer over a grid of learning rates, one pass over the images."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice study online --quick",
        mixinStandardHelpOptions = true)
public final class OnlineCommand extends Study<OnlineResult> {
    @Mixin
    private OnlineOptions options;

    private OnlineCommand() {
        super("online", 1, OnlineResult.class);
    }

    @Override
    StudyOptions options() {
        return options;
    }

    @Override
    StudyPlan<OnlineResult> plan(Kernels kernels, Mnist mnist) {
        return new OnlinePlan(options, kernels, mnist);
    }
}
