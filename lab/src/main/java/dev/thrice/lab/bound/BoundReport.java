package dev.thrice.lab.bound;

import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.report.Report;
import java.util.List;
import java.util.Locale;

/** What recorded results say of the paper's claims, for the terminal and as a page. All of it follows from the results. */
public final class BoundReport {
    /** The beginning of a report of a run that may not be trusted. */
    static final String INVALID = "INVALID: ";

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
     * For the terminal: the answer and the claims that carry it.
     *
     * @return some lines and a table
     */
    public String text() {
        return new AnswerText(analysis).toString();
    }

    /**
     * For the terminal: what the answer rests on.
     *
     * @return tables
     */
    public String details() {
        return new TextReport(analysis).toString();
    }

    /**
     * What is said of each claim.
     *
     * @return in the order of networks and claims
     */
    public List<JudgedClaim> verdicts() {
        return analysis.claims().stream()
                .map(claim -> JudgedClaim.of(claim, analysis.verdictName(claim)))
                .toList();
    }

    /**
     * The answer, in sentences.
     *
     * @return none of a run that may not be trusted
     */
    public List<String> answer() {
        return Answer.sentences(analysis);
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

    /** Why nothing is judged, for people; "" where it is. */
    static String alarm(Analysis analysis) {
        Soundness soundness = analysis.soundness();
        return soundness.valid()
                ? ""
                : INVALID + soundness.invalid() + "; nothing is judged, measure again on a quieter machine";
    }

    /** Where, on what and how surely it was measured; if there are notes, where they are to be found. */
    static String facts(Analysis analysis, String notesPlace) {
        Results results = analysis.results();
        NetworkResults network = analysis.network();
        int notes = analysis.soundness().remarks().size();
        return String.format(
                Locale.ROOT,
                "Measured on %s: %s, %d cores, %s; %s %s, batch %d; forks: %d%s. %s%s%s.",
                data(results),
                results.environment().machine().processor(),
                results.environment().machine().cores(),
                results.environment().kernels(),
                results.ownNetwork() ? network(results) : "network",
                network.name(),
                network.batch(),
                network.forks().size(),
                results.partial() ? ", PARTIAL" : "",
                analysis.soundness().valid() ? "Valid" : "INVALID",
                analysis.soundness().lost(),
                notes == 0 ? "" : (notes == 1 ? "; 1 note: " : "; " + notes + " notes: ") + notesPlace);
    }

    /** What was computed on, and where that came from. */
    static String data(Results results) {
        return name(results) + place(results.data());
    }

    /** Which network of the user's own, and where that came from. */
    static String network(Results results) {
        return source(results.network()) + place(results.network());
    }

    /** What tables are labelled with: the data, and the network where it is not the paper's. */
    static String label(Results results) {
        return name(results) + (results.ownNetwork() ? "; " + source(results.network()) : "");
    }

    private static String source(String described) {
        return described.split(": ", 2)[0];
    }

    private static String place(String described) {
        String[] parts = described.split(": ", 2);
        return parts.length < 2 ? "" : " (" + parts[1] + ")";
    }

    /** What was computed on, in a word. */
    static String name(Results results) {
        return results.realData() ? "MNIST" : Mnist.label(source(results.data()));
    }

    /** What a reader of results on other data has to keep in mind. */
    static String caution(Results results) {
        return "All of this was measured on " + name(results) + ": nothing in it is said of MNIST.";
    }
}
