package dev.thrice.lab.study;

import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thrice study depth}. */
@Command(
        name = "depth",
        description = {
            "Asks which deep networks train: plain ones as PyTorch, Glorot & Bengio (2010), He et al. (2015) and Saxe et al. (2014)"
                    + " draw them, and residual ones drawn by depth (muPC, Innocenti et al. 2025).",
            "Trains them by backprop, FPA-PC, VPC, iPC, ePC and PC-ALM, and looks at what errors come to which layer."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice study depth --quick",
        mixinStandardHelpOptions = true)
public final class DepthCommand extends Study<DepthResult> {
    @Mixin
    private DepthStudyOptions options;

    private DepthCommand() {
        super("depth", 1, DepthResult.class);
    }

    @Override
    StudyOptions options() {
        return options;
    }

    @Override
    StudyPlan<DepthResult> plan(Kernels kernels, Mnist mnist) {
        return new DepthPlan(options, kernels, mnist);
    }
}
