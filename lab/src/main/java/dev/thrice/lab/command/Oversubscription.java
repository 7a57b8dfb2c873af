package dev.thrice.lab.command;

import dev.thrice.command.UsageError;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How many threads may be asked for, wherever their number can be given. */
public final class Oversubscription {
    private static final int A_CORE = 4;

    @Option(names = "--oversubscribe", description = "Allow more than 4 threads a core.")
    private boolean insisted;

    private Oversubscription() {}

    /**
     * Checks a number of threads.
     *
     * @param option that it was given by
     * @param threads that are to run at once
     * @return the number
     * @throws UsageError if there are fewer than 1, or more than 4 a core and nobody insists
     */
    public int require(String option, int threads) {
        UsageError.require(option, threads, threads >= 1, "at least 1");
        int cores = Runtime.getRuntime().availableProcessors();
        UsageError.require(
                option,
                threads,
                insisted || threads <= (long) A_CORE * cores,
                String.format(
                        Locale.ROOT,
                        "at most %d, %d for each of the %d cores there are; --oversubscribe allows more",
                        (long) A_CORE * cores,
                        A_CORE,
                        cores));
        return threads;
    }

    /**
     * The option as it was given, for a process that is to have the same.
     *
     * @return one argument or none
     */
    public List<String> arguments() {
        return insisted ? List.of("--oversubscribe") : List.of();
    }
}
