package dev.thrice.lab.glossary;

import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;

/** A word of the field, as reports use it. */
public enum Term {
    /** What all others are kinds of. */
    PC(
            "predictive coding (PC)",
            "Trains a network by errors at every node: in steps of inference the nodes' values settle between what is predicted for"
                    + " them and what they predict; then the parameters follow. Backpropagation goes back through the layers once instead."),
    /** Of the algorithms. */
    FPA(
            "FPA-PC, FPA",
            "Predictive coding whose predictions stay at the forward pass; its errors become backpropagation's."),
    /** Of the algorithms. */
    Z_IL(
            "Z-IL",
            "Predictive coding in which each layer learns at the very step at which its first error arrives; it learns what"
                    + " backpropagation does."),
    /** Of the algorithms. */
    VPC("VPC", "Predictive coding as it was first put: predictions move as the values do."),
    /** Of the algorithms. */
    IPC("iPC", "Incremental predictive coding: parameters move in every step of inference, too."),
    /** Of the algorithms. */
    EPC("ePC", "Error-based predictive coding: VPC's energy, settled in the errors, from which values follow forward."),
    /** Of the algorithms. */
    PC_ALM(
            "PC-ALM",
            "Augmented Lagrangian predictive coding: VPC in which each node adds up what is left of its error, and passes on the sum too."),
    /** Of the algorithms. */
    VPC_ADAM("VPC by Adam", "VPC whose values move as Adam moves parameters."),
    /** Of the algorithms. */
    VPC_PRECISIONS(
            "VPC that learns precisions",
            "VPC in which each node's errors count by a number of its own, its precision, that is learned with the parameters."),
    /** Of the algorithms. */
    IL_PROX(
            "IL-prox",
            "Predictive coding whose parameters take a step of a length of its own, beta, in place of a learning rate."),
    /** The unit of the bounds. */
    WORK(
            "C_i, w",
            "C_i is the work of layer i's forward pass, w the time of a unit of work; w sum C_i is the time of one forward pass."),
    /** What the rest of the work is. */
    VJP(
            "VJP",
            "Vector-Jacobian product: takes an error back through a layer (input VJP), or to the gradient of the layer's parameters"
                    + " (parameter VJP)."),
    /** What is timed. */
    COUNTED(
            "errors, gradient",
            "What is timed: the errors of all layers alone, or the whole gradient, parameters' included."),
    /** Who computes. */
    WORKER("worker", "A thread. Workers divide the samples of the batch among them."),
    /** Orders of steps. */
    ORDER(
            "wavefront, Gauss-Seidel",
            "Orders of inference: the nodes that an error has reached alone; or from the output down, each node by the error that the one"
                    + " above has just got."),
    /** How fast it settles. */
    STEP_SIZE("gamma", "The size of a step of inference: the part of the way that a node goes towards its new value."),
    /** How long it takes. */
    CHAIN_LENGTH("L", "The chain's length: how many functions with parameters there are, one more than hidden layers."),
    /** What is predicted. */
    ARRIVAL_LAW(
            "arrival law",
            "How much of backpropagation's error has come to a node after so many steps of FPA-PC: the errors travel one layer a step."),
    /** How alike updates are. */
    COSINE("cosine", "Of the angle between two updates: 1 where they point the same way."),
    /** A verdict. */
    LOOSE_STEP(
            "loose step",
            "A step of the paper's derivation that counts work which inference never does. Where it fails, that says nothing of who is"
                    + " faster."),
    /** A verdict. */
    MORE_WORKERS(
            "more workers",
            "Predictive coding on several threads was faster than backpropagation on one: no fair race, and not what the theorem is about."),
    /** A verdict. */
    TOO_TIGHT("too tight", "A reading of a claim that is tighter than the paper's, and does not hold."),
    /** A verdict. */
    FALLS("falls", "A ratio that gets smaller along a sweep. The paper claims nothing of it."),
    /** A verdict. */
    INCONCLUSIVE("inconclusive", "The 95 % interval has the bound in it, so either may be so."),
    /** What intervals are over. */
    FORK("fork", "A fresh JVM in which everything is measured anew. Intervals are over forks."),
    /** What a fork is made of. */
    ROUND(
            "round",
            "Everything that is compared, once, one after the other. A round in which another program was at work on the machine is"
                    + " not judged."),
    /** Where weights go back. */
    FEEDBACK(
            "feedback weights",
            "What takes errors back: the layer's own weights (symmetric), others that stay as they were drawn (fixed random), or others"
                    + " that learn to be the same (Kolen-Pollack)."),
    /** Which way round. */
    GENERATIVE(
            "generative", "A network from labels to images: it classifies by the label that predicts an image best."),
    /** What is compared. */
    BAND("band", "The learning rates with which a network trains, from the lowest to the highest, in factors of ten.");

    private final String name;
    private final String meaning;

    Term(String name, String meaning) {
        this.name = name;
        this.meaning = meaning;
    }

    /**
     * The words of a page, folded away.
     *
     * @param terms that the page uses
     * @return their meanings
     */
    public static Section section(Term... terms) {
        Data table = new Data(Column.text("term", "Term"), Column.text("meaning", "Meaning"));
        for (Term term : terms) {
            table.row(term.name, term.meaning);
        }
        return Section.of("Terms", "For who has not read the paper.", table).under("What the words mean");
    }
}
