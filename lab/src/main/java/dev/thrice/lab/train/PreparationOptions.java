package dev.thrice.lab.train;

import dev.thrice.command.UsageError;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.AugmentationOnCommandLine;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.learn.Normalization;
import dev.thrice.lab.learn.Preparation;
import dev.thrice.learn.data.Augmentation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What becomes of the data before they are learned from. */
final class PreparationOptions {
    private static final Pattern NUMBER_OR_SHARE = Pattern.compile("(\\d{1,9})|(\\d{1,2}(?:\\.\\d{1,9})?)%");

    @Option(
            names = "--held-out",
            paramLabel = "N|PERCENT",
            description =
                    "How many of the training images are held out for validation, the last, as a number or as in 10%% (default: one"
                            + " in twelve).")
    private String heldOut;

    @Option(
            names = "--normalize",
            paramLabel = "HOW",
            defaultValue = "none",
            converter = Normalization.OnCommandLine.class,
            completionCandidates = Normalization.OnCommandLine.class,
            description =
                    "Scale each channel, of what is no image each feature: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
                            + " unit takes them to 0 to 1, standard to a mean of 0 and a standard deviation of 1, of the images learned"
                            + " from; validation and test are scaled by the same numbers.")
    private Normalization normalization;

    @Option(
            names = "--augment",
            paramLabel = "HOW",
            converter = AugmentationOnCommandLine.class,
            description =
                    "Change each image that is learned from whenever it comes, as in shift=2,flip: move it by up to so many pixels"
                            + " up or down and to either side, with 0 at the edges, and mirror every other one, left to right"
                            + " (default: neither). Validation and test have images as they are.")
    private Augmentation augmentation = Augmentation.NONE;

    private PreparationOptions() {}

    /** Checks what can be checked before there are data. */
    void require(boolean saved) {
        UsageError.require(
                "--held-out",
                heldOut,
                heldOut == null || NUMBER_OR_SHARE.matcher(heldOut).matches(),
                "a number of images, or a share of them, as 10%");
        UsageError.require(
                "--out with --normalize",
                Names.of(normalization),
                !saved || normalization == Normalization.NONE,
                "none: such a file does not say how numbers are scaled; a checkpoint does");
    }

    /** Where examples are taken as they are. */
    void requireNone(String with) {
        UsageError.require(
                "--normalize with " + with,
                normalization(),
                normalization == Normalization.NONE,
                "none, not there yet");
        UsageError.require(
                "--augment with " + with,
                augmentation(),
                augmentation.equals(Augmentation.NONE),
                "none, not there yet");
    }

    /** Holds images out for validation. */
    DataSplits split(Mnist data) {
        if (heldOut == null) {
            return DataSplits.of(data);
        }
        int all = data.train().count();
        Matcher said = NUMBER_OR_SHARE.matcher(heldOut);
        if (!said.matches()) {
            throw new IllegalStateException("--held-out " + heldOut + ": not checked");
        }
        long number = said.group(1) != null
                ? Long.parseLong(said.group(1))
                : Math.round(Double.parseDouble(said.group(2)) / 100 * all);
        UsageError.require(
                "--held-out",
                heldOut,
                number >= 1 && number < all,
                "1 to " + (all - 1) + " of the " + all + " images to train on");
        return DataSplits.of(data, (int) number);
    }

    /**
     * What is done to examples, settled by those to learn from.
     *
     * @throws UsageError if it cannot be done to them
     */
    Preparation preparation(DataSplits data) {
        try {
            augmentation.requireFit(data.training());
        } catch (IllegalArgumentException e) {
            throw new UsageError("--augment " + augmentation() + ": " + e.getMessage());
        }
        try {
            return new Preparation(normalization.of(data.training()), augmentation);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--normalize " + normalization() + ": " + e.getMessage());
        }
    }

    /** What is done to images. */
    String augmentation() {
        return AugmentationOnCommandLine.text(augmentation);
    }

    /** How numbers are scaled. */
    String normalization() {
        return Names.of(normalization);
    }
}
