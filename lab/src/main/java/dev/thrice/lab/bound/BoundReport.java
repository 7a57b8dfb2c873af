package dev.thrice.lab.bound;

import dev.thrice.lab.report.Report;
import dev.thrice.lab.results.Results;

/** What recorded results say of the paper's claims, for the terminal and as a page. All of it follows from the results. */
public final class BoundReport {
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
     * Says what was computed on.
     *
     * @param real whether it is MNIST
     * @param detail where it came from
     * @return the name of the data
     */
    public static String data(boolean real, String detail) {
        return (real ? "MNIST (" : "generated digits, NOT MNIST (") + detail + ")";
    }
}
