package dev.thrice.lab.study;

import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thrice study feedback}. */
@Command(
        name = "feedback",
        description = {
            "Checks what section 3.2 of Zahid, Guo & Fountas (2023) says of weight symmetry: fixed random feedback weights train"
                    + " shallow networks and fail on deep ones, and Kolen-Pollack decay brings feedback and forward weights"
                    + " together.",
            "Trains by backprop and FPA-PC with symmetric, fixed and Kolen-Pollack feedback, over depth."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice study feedback --quick",
        mixinStandardHelpOptions = true)
public final class FeedbackCommand extends Study<FeedbackResult> {
    @Mixin
    private FeedbackOptions options;

    private FeedbackCommand() {
        super("feedback", 1, FeedbackResult.class);
    }

    @Override
    StudyOptions options() {
        return options;
    }

    @Override
    StudyPlan<FeedbackResult> plan(Kernels kernels, Mnist mnist) {
        return new FeedbackPlan(options, kernels, mnist);
    }
}
