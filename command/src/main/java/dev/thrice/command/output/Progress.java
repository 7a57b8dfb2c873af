package dev.thrice.command.output;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long task is: a bar on a terminal, a plain line now and then in a log. */
public final class Progress implements AutoCloseable {
    private static final int USUAL = 80;
    private static final int BAR_WIDTH = Math.min(USUAL, Terminal.columns().orElse(USUAL)) - 1;
    private static final int LOG_LINES = 4;
    private static final double SECONDS_A_MINUTE = 60;

    private final long start = System.nanoTime();
    private final String task;
    private final long total;
    private final int logLines;
    private final PrintStream log; // a bar's terminal, or where lines go
    private final ProgressBar bar;
    private long done;

    private Progress(String task, long total, int logLines, PrintStream log, ProgressBar bar) {
        this.task = task;
        this.total = total;
        this.logLines = logLines;
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
    public static Progress of(String task, long total) {
        return of(task, total, LOG_LINES);
    }

    /**
     * Starts showing a task.
     *
     * @param task what is being done
     * @param total steps it takes
     * @param logLines how many lines there are to be where it is no terminal
     * @return the progress, to be closed when the task ends
     */
    @SuppressWarnings("SystemConsoleNull") // it does return null, where input or output is redirected
    public static Progress of(String task, long total, int logLines) {
        boolean terminal = System.console() != null; // as Execution asks of it
        return terminal
                ? onTerminal(task, total, PrintableStream.beneath(System.out))
                : new Progress(task, total, logLines, System.err, null);
    }

    /** With a bar, which takes one line of 80 columns, or of a terminal that is narrower. */
    static Progress onTerminal(String task, long total, PrintStream terminal) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(terminal, BAR_WIDTH))
                .build();
        return new Progress(task, total, 0, terminal, bar);
    }

    /** One step more is done. */
    public void step() {
        advance(1);
    }

    /**
     * Some steps more are done, of those that are left: a task that does some of them twice is not beyond its end.
     *
     * @param steps at least 0
     */
    public void advance(long steps) {
        long before = done;
        done = Math.min(done + steps, total);
        if (bar != null) {
            bar.stepTo(done);
        } else if (done * logLines / total > before * logLines / total) {
            log.println("thrice: " + task + " " + 100 * done / total + " %" + left());
        }
    }

    /** Where a task takes minutes, how many more. */
    private String left() {
        double minutes = (System.nanoTime() - start) / 1e9 / SECONDS_A_MINUTE * (total - done) / done;
        return minutes < 1 ? "" : String.format(Locale.ROOT, ", %.0f min left", minutes);
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

    /**
     * Prints a line that stays, above the bar where there is one.
     *
     * @param line no longer than a bar, else its end is on a line of its own
     */
    public void print(String line) {
        if (bar == null) {
            System.out.println(line);
            System.out.flush();
        } else {
            String whole = String.format(
                    Locale.ROOT, "\r%-" + BAR_WIDTH + "s%n", line); // over the bar, which is drawn anew below
            log.print(whole);
            log.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
