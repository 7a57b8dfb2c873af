package dev.thrice.engine.optimizer;

import java.util.Locale;

/** The schedules that {@link Schedule} makes: values, which say what they are. */
final class Schedules {
    private Schedules() {}

    /** Rates step down. */
    record Steps(double epochs, double by) implements Schedule {
        @Override
        public double factor(double epoch) {
            return Math.pow(by, Math.floor(epoch / epochs));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "times %s after each %s epochs", by, epochs);
        }
    }

    /** Half a cosine down to a floor. */
    record Cosine(double epochs, double floor) implements Schedule {
        @Override
        public double factor(double epoch) {
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs))) / 2;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "half a cosine over %s epochs", epochs)
                    + (floor > 0 ? " to " + floor : "");
        }
    }

    /** Another, after rates have grown to it. */
    record WarmedUp(double epochs, Schedule then) implements Schedule {
        @Override
        public double factor(double epoch) {
            return epoch < epochs ? epoch / epochs : then.factor(epoch - epochs);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%s after %s epochs of warm-up", then.equals(CONSTANT) ? "constant" : then, epochs);
        }
    }
}
