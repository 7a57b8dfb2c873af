package dev.thrice.lab.train;

import java.util.Locale;

/** How a training's epochs and its test are shown on a terminal. */
final class TrainingTable {
    private static final String ROW = "%-5s  %-10s  %-15s  %-19s  %s";

    private TrainingTable() {}

    static String header() {
        return format(ROW, "epoch", "loss", "validation loss", "validation accuracy", "samples/s");
    }

    static String row(TrainingLog.Epoch epoch) {
        return format(
                ROW,
                epoch.epoch(),
                format("%.4f", epoch.loss()),
                format("%.4f", epoch.validationLoss()),
                percent(epoch.validationAccuracy()),
                format("%.0f", epoch.samplesPerSecond()));
    }

    static String line(TrainingLog.Test test) {
        return format("test loss %.4f, test accuracy %s, after ", test.testLoss(), percent(test.testAccuracy()))
                + format("%.2f s of training", test.trainingSeconds());
    }

    static String progress(double loss, double samplesPerSecond) {
        return format("loss %.3f, %.0f samples/s", loss, samplesPerSecond);
    }

    /** Where the loss is another rank's to know. */
    static String speed(double samplesPerSecond) {
        return format("%.0f samples/s", samplesPerSecond);
    }

    private static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
