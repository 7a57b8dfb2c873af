package dev.thrice.lab.study;

import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thrice study generative}. */
@Command(
        name = "generative",
        description = {
            "Checks what section 3.1.1 of Zahid, Guo & Fountas (2023) says: predictive coding that is not inverted, which predicts"
                    + " the image from the label, stays near 80 %% on MNIST.",
            "Trains such a network, infers labels by it, and holds the same layers the other way round, trained by backprop, beside"
                    + " it."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice study generative --quick",
        mixinStandardHelpOptions = true)
public final class GenerativeCommand extends Study<GenerativeResult> {
    @Mixin
    private GenerativeOptions options;

    private GenerativeCommand() {
        super("generative", 1, GenerativeResult.class);
    }

    @Override
    StudyOptions options() {
        return options;
    }

    @Override
    StudyPlan<GenerativeResult> plan(Kernels kernels, Mnist mnist) {
        return new GenerativePlan(options, kernels, mnist);
    }
}
