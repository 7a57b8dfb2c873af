package dev.thrice.kernels.events;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A product that was planned, by whom and how. */
@Name("dev.thrice.PlanChoice")
@Label("Plan Choice")
@Category({"Thrice", "Kernels"})
@Description("A product of matrices was planned")
public final class PlanChoice extends Event {
    /** To be asked whether events are recorded: where that is asked of a new one, it is garbage. */
    private static final PlanChoice ASKED = new PlanChoice();

    @Label("m")
    @Description("Rows of C")
    int m;

    @Label("n")
    @Description("Columns of C")
    int n;

    @Label("k")
    @Description("Inner dimension")
    int k;

    @Label("Orientation")
    @Description("NN, NT, TN or TT: which of A and B is transposed")
    String orientation;

    @Label("Leading Dimensions")
    @Description("Of A, B and C as stored, in floats")
    String leadingDimensions;

    @Label("Alpha")
    @Description("Factor of the product")
    float alpha;

    @Label("Beta")
    @Description("Factor of the old C")
    float beta;

    @Label("Epilogue")
    @Description("What is done to each element as it is written")
    String epilogue;

    @Label("Packed")
    @Description("The operand that comes packed")
    String packed;

    @Label("Rows of Whole")
    @Description("Rows of the product that this one is a part of")
    int rowsOfWhole;

    @Label("Workers")
    @Description("Threads that it was planned for")
    int workers;

    @Label("Provider")
    @Description("Who computes it")
    String provider;

    @Label("Reason")
    @Description("Why this provider")
    String reason;

    @Label("Plan")
    @Description("How it is computed: blocks and tiles, rows x columns x steps")
    String plan;

    private PlanChoice() {}

    static PlanChoice begun() {
        if (!ASKED.isEnabled()) {
            return null;
        }
        PlanChoice event = new PlanChoice();
        event.begin();
        return event;
    }

    /** Ends and commits it: what was planned for whom, by whom, why and how. */
    public void planned(
            GemmSpec spec, int newRowsOfWhole, int newWorkers, String newProvider, String newReason, String newPlan) {
        end();
        m = spec.m();
        n = spec.n();
        k = spec.k();
        orientation = letter(spec.transposeA()) + letter(spec.transposeB());
        leadingDimensions = spec.lda() + ", " + spec.ldb() + ", " + spec.ldc();
        alpha = spec.alpha();
        beta = spec.beta();
        epilogue = spec.epilogue().step() + (spec.epilogue().sumsColumns() ? " and sums of columns" : "");
        packed = spec.packed().name();
        rowsOfWhole = newRowsOfWhole;
        workers = newWorkers;
        provider = newProvider;
        reason = newReason;
        plan = newPlan;
        commit();
    }

    private static String letter(Transpose transpose) {
        return transpose == Transpose.NO ? "N" : "T";
    }
}
