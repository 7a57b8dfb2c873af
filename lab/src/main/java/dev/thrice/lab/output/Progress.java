package dev.thrice.lab.output;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long task is: a bar on a terminal, a plain line now and then in a log. */
public final class Progress implements AutoCloseable {
    private static final int BAR_WIDTH = 79;
    private static final int LOG_LINES = 4;

    private final String task;
    private final long total;
    private final PrintStream log;
    private final ProgressBar bar;
    private long done;

    private Progress(String task, long total, PrintStream log, ProgressBar bar) {
        this.task = task;
        this.total = total;
        this.log = log;
        this.bar = bar;
    }

    /**
     * Starts showing a task.
     *
     * @param task what is being done
     * @param total steps it takes
     * @return the progress, to be closed when the task ends
     */
    @SuppressWarnings("SystemConsoleNull") // it does return null, where input or output is redirected
    public static Progress of(String task, long total) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return terminal
                ? new Progress(task, total, null, bar(task, total))
                : new Progress(task, total, System.err, null);
    }

    private static ProgressBar bar(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.out, BAR_WIDTH))
                .build();
    }

    /** One step more is done. */
    public void step() {
        done++;
        if (bar != null) {
            bar.step();
        } else if (done * LOG_LINES / total > (done - 1) * LOG_LINES / total) {
            log.println("thrice: " + task + " " + 100 * done / total + " %");
        }
    }

    /**
     * Shows how things stand, beside the bar; not in a log.
     *
     * @param message a few words
     */
    public void show(String message) {
        if (bar != null) {
            bar.setExtraMessage(message);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
