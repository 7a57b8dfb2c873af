package dev.thrice.lab.learn;

/** What a step of training takes, for telling beforehand how long a training will. */
public final class StepTime {
    private static final int STEPS = 40;
    private static final int PATIENCE = 5;
    private static final double IMPROVEMENT = .95;

    private StepTime() {}

    /**
     * Measures it: the least of some stretches of steps. Until the code is compiled each takes less than the one before, so it goes
     * on until that ends.
     *
     * @param trainer whose network learns a little by it
     * @return seconds a step, the loading of its batch included
     */
    public static double seconds(Trainer trainer) {
        return seconds(() -> {
            trainer.loadNextBatch();
            trainer.step().run(0); // whatever schedule the learning rates follow
        });
    }

    /**
     * The same of any step.
     *
     * @param step is run many times
     * @return seconds a step
     */
    public static double seconds(Runnable step) {
        double least = Double.POSITIVE_INFINITY;
        int patience = PATIENCE;
        while (patience > 0) {
            long start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                step.run();
            }
            double taken = (System.nanoTime() - start) / 1e9 / STEPS;
            patience = taken < IMPROVEMENT * least ? PATIENCE : patience - 1;
            least = Math.min(least, taken);
        }
        return least;
    }
}
