package dev.thrice.lab.bound;

import dev.thrice.lab.report.Report;
import dev.thrice.lab.results.Results;

/** What recorded results say of the paper's claims, for the terminal and as a page. All of it follows from the results. */
public final class BoundReport {
    /** The beginning of a report of a run that may not be trusted. */
    static final String INVALID = "INVALID: ";

    /** In a verdict's place, in such a run. */
    static final String NOT_JUDGED = "not judged";

    private final Analysis analysis;

    /**
     * Analyses results.
     *
     * @param results as measured or as read from a file
     */
    public BoundReport(Results results) {
        analysis = Analysis.of(results);
    }

    /**
     * For the terminal: the main claims and what they rest on.
     *
     * @return some tables
     */
    public String text() {
        return new TextReport(analysis).toString();
    }

    /**
     * As a page: all claims, and charts.
     *
     * @return the report
     */
    public Report html() {
        return new PageReport(analysis).report();
    }

    /**
     * Why the run may not be trusted.
     *
     * @return the reason, or "" if it may be
     */
    public String invalid() {
        return analysis.soundness().invalid();
    }

    /** What was computed on, and where that came from. */
    static String data(Results results) {
        String[] parts = results.data().split(": ", 2);
        return name(results) + (parts.length < 2 ? "" : " (" + parts[1] + ")");
    }

    private static String name(Results results) {
        return results.realData() ? "MNIST" : results.data().split(": ", 2)[0] + ", NOT MNIST";
    }

    /** What a reader of results on other data has to keep in mind. */
    static String caution(Results results) {
        return "All of this was measured on " + name(results) + ": nothing in it is said of MNIST.";
    }
}
