package dev.thrice.command.fork;

/**
 * A part of a longer task, with so many steps: those that are told of count, but no more than there are, and all of them when it
 * ends, however that is. So the whole comes to its end and not beyond.
 */
public final class Part implements Runnable, AutoCloseable {
    private final Runnable step;
    private int left;

    /**
     * Begins it.
     *
     * @param steps that it has
     * @param step is run for each
     */
    public Part(int steps, Runnable step) {
        left = steps;
        this.step = step;
    }

    @Override
    public void run() {
        if (left > 0) {
            left--;
            step.run();
        }
    }

    @Override
    public void close() {
        while (left > 0) {
            run();
        }
    }
}
