package dev.thrice.learn;

import java.util.Locale;

/** How well a network does on some data: of classes the accuracy and who is taken for whom, of values how far it is off. */
public final class Metrics {
    private final double loss;
    private final int samples;
    private final int classes; // 0 for values
    private final int[] labels;
    private final int[] answers; // -1 for none
    private final double meanSquaredError;
    private final double meanAbsoluteError;
    private final double r2;

    private Metrics(
            double loss,
            int samples,
            int classes,
            int[] labels,
            int[] answers,
            double meanSquaredError,
            double meanAbsoluteError,
            double r2) {
        this.loss = loss;
        this.samples = samples;
        this.classes = classes;
        this.labels = labels;
        this.answers = answers;
        this.meanSquaredError = meanSquaredError;
        this.meanAbsoluteError = meanAbsoluteError;
        this.r2 = r2;
    }

    /** The arrays are kept. */
    static Metrics ofClasses(double loss, int classes, int[] labels, int[] answers) {
        return new Metrics(loss, labels.length, classes, labels, answers, 0, 0, 0);
    }

    static Metrics ofValues(double loss, int samples, double squared, double absolute, double r2) {
        return new Metrics(loss, samples, 0, null, null, squared, absolute, r2);
    }

    /**
     * The loss.
     *
     * @return the mean over samples: of classes in nats, of values half the squared distance
     */
    public double loss() {
        return loss;
    }

    /**
     * What was looked at.
     *
     * @return how many samples
     */
    public int samples() {
        return samples;
    }

    /**
     * The accuracy.
     *
     * @return share of right answers
     * @throws IllegalStateException if the data have values
     */
    public double accuracy() {
        requireClasses("accuracy");
        int right = 0;
        for (int i = 0; i < samples; i++) {
            right += labels[i] == answers[i] ? 1 : 0;
        }
        return (double) right / samples;
    }

    /**
     * Who is taken for whom. A sample without an {@linkplain dev.thrice.engine.chain.Answer answer} is in no column.
     *
     * @return samples by label, then by answer
     * @throws IllegalStateException if the data have values
     */
    public int[][] confusion() {
        requireClasses("confusion");
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < samples; i++) {
            if (answers[i] >= 0) {
                confusion[labels[i]][answers[i]]++;
            }
        }
        return confusion;
    }

    /**
     * The mean squared error.
     *
     * @return over samples and values
     * @throws IllegalStateException if the data have classes
     */
    public double meanSquaredError() {
        requireValues("mean squared error");
        return meanSquaredError;
    }

    /**
     * The mean absolute error.
     *
     * @return over samples and values
     * @throws IllegalStateException if the data have classes
     */
    public double meanAbsoluteError() {
        requireValues("mean absolute error");
        return meanAbsoluteError;
    }

    /**
     * The coefficient of determination R^2, 1 - squared error / squared distance from the mean, averaged over an example's values.
     *
     * @return 1 for perfect, 0 for no better than the mean of these data; NaN if a value is the same in all samples
     * @throws IllegalStateException if the data have classes
     */
    public double r2() {
        requireValues("R^2");
        return r2;
    }

    private void requireClasses(String metric) {
        if (labels == null) {
            throw new IllegalStateException("metrics: no " + metric + " of values, expected classes");
        }
    }

    private void requireValues(String metric) {
        if (labels != null) {
            throw new IllegalStateException("metrics: no " + metric + " of classes, expected values");
        }
    }

    @Override
    public String toString() {
        return labels == null
                ? String.format(
                        Locale.ROOT,
                        "loss %.4g, MSE %.4g, MAE %.4g, R^2 %.4f",
                        loss,
                        meanSquaredError,
                        meanAbsoluteError,
                        r2)
                : String.format(Locale.ROOT, "loss %.4f, accuracy %.2f %%", loss, 100 * accuracy());
    }
}
