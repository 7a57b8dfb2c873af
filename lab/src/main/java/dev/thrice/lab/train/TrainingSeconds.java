package dev.thrice.lab.train;

import dev.thrice.learn.Callback;
import dev.thrice.learn.Epoch;

/** How long all epochs took that were made, by earlier runs too. */
final class TrainingSeconds implements Callback {
    private double sum;

    double sum() {
        return sum;
    }

    void add(double seconds) {
        sum += seconds;
    }

    @Override
    public void afterEpoch(Epoch made) {
        add(made.seconds());
    }

    @Override
    public String state() {
        return String.valueOf(sum);
    }

    @Override
    public boolean restore(String state) {
        sum = Double.parseDouble(state);
        return false;
    }
}
