package dev.thrice.engine.optimizer;

import java.util.Objects;

/** Rates with a schedule of their own. */
record ScheduledRates(LearningRates rates, Schedule schedule) implements LearningRates {
    ScheduledRates {
        Objects.requireNonNull(rates, "rates");
        Objects.requireNonNull(schedule, "schedule");
    }

    @Override
    public float of(int layer, int chainLength) {
        return rates.of(layer, chainLength);
    }
}
