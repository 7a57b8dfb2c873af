package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.parallel.Shares;
import java.util.Arrays;

/** Runs one worker's share of an {@link EnginePlan}: its rows of nodes, its outputs of parameter gradients. Skips what is not its own. */
final class Worker {
    private final int index;
    private final WorkerTeam team;
    private final Inference inference;
    private final boolean alone;
    private final Operation[] forwards; // by function; none if it has no rows
    private final int forwardRows;
    private final NodeProgram[] programs; // by node; null for none
    private final int[] rows; // of each program
    private final int[] firstSteps; // by node
    private final Crossing crossing; // null where the chain is not divided
    private final boolean[] free; // by node, whether its value moves, be it in another stage
    private final int[][] skips; // by node, where such into it begin
    private final Operation[] gradients; // the parameter-VJP of f_(l-1) by node l; null for none
    private final int[] gradientRows; // to be counted
    private final int[] learningSteps; // ascending
    private final Operation addition; // of gradients of shared parameters; null for none
    private final Operation update;
    private final Tally tally = new Tally();
    private boolean learning;
    private TaskTimes times;

    /**
     * Takes its share of a plan.
     *
     * @param index in the team
     * @param update its part of what moves the parameters in every step, where an inference does that
     */
    Worker(EnginePlan plan, int index, Operation update) {
        this.index = index;
        this.update = update;
        team = plan.team();
        inference = plan.inference();
        alone = plan.isByRows();
        learningSteps = plan.learningSteps();
        forwards = plan.forwards(index);
        forwardRows = plan.forwardRows(index);
        int nodes = plan.chainLength() + 1;
        programs = new NodeProgram[nodes];
        rows = new int[nodes];
        for (Shares.Share share : plan.shares(index)) {
            programs[share.node()] = plan.program(share);
            rows[share.node()] = share.rows();
        }
        crossing = plan.crossing();
        free = plan.free();
        firstSteps = plan.firstSteps();
        skips = plan.skips();
        addition = plan.addition(index);
        gradients = new Operation[nodes];
        gradientRows = new int[nodes];
        for (int l = 1; l < nodes; l++) {
            gradients[l] = plan.parameterVjp(index, l);
            gradientRows[l] = plan.countedRows(index, l);
        }
    }

    Tally tally() {
        return tally;
    }

    /** The index of the output node. */
    int chainLength() {
        return programs.length - 1;
    }

    /** What passes to and from other stages; null where the chain is not divided. */
    Crossing crossing() {
        return crossing;
    }

    /** Lets the first worker pass something on when all have come here; nobody goes on before. */
    void pass(Operation transfer) {
        team.meet();
        if (index == 0) {
            transfer.run();
        }
        team.meet();
    }

    /** Whether the value of a node moves, here or in the stage that has it. */
    boolean isFree(int node) {
        return free[node];
    }

    /** The first step in which a free node has something to do, if all start from the feedforward pass. */
    int firstStep(int node) {
        return firstSteps[node];
    }

    /** Where skips into a node begin. */
    int[] skipsInto(int node) {
        return skips[node];
    }

    Inference inference() {
        return inference;
    }

    boolean isAlone() {
        return alone;
    }

    /** Waits for the workers whose values this one reads. */
    void meet() {
        if (!alone) {
            team.meet();
        }
    }

    /** Writes down what each task takes, from the next run on; null to stop that. */
    void record(TaskTimes newTimes) {
        times = newTimes;
    }

    /** The feedforward pass. */
    void forward() {
        for (int l = 0; l < forwards.length; l++) {
            long start = begin();
            forwards[l].run();
            end(TaskTimes.Task.FORWARD, l + 1, start);
            tallyForward(l + 1, forwardRows, true);
        }
    }

    /** Step 0. */
    void start(boolean learns) {
        learning = learns;
        for (int l = 1; l < programs.length; l++) {
            if (programs[l] != null) {
                programs[l].start();
            }
        }
    }

    /** All predictions and errors, where values do not start from the feedforward pass. */
    void predictAll() {
        for (int l = 1; l < programs.length; l++) {
            if (l > 1) {
                predict(l, 0);
            }
            compare(l);
        }
        meet();
    }

    void relax(int node, int t) {
        if (programs[node] != null) {
            long start = begin();
            programs[node].relax(t);
            end(TaskTimes.Task.RELAX, node, start);
            tally.inputVjp(rows[node], inference.useful(node, t));
        }
    }

    void predict(int node, int t) {
        if (programs[node] != null) {
            long start = begin();
            programs[node].predict(t);
            end(TaskTimes.Task.PREDICT, node, start);
            tallyForward(node, rows[node], t == 0 || inference.usefulPrediction(node, t));
        }
    }

    /** What another stage has predicted is that stage's work. */
    private void tallyForward(int node, int ofRows, boolean useful) {
        if (node > 1 || crossing == null || !crossing.hasBelow()) {
            tally.forward(ofRows, useful);
        }
    }

    void compare(int node) {
        if (programs[node] != null) {
            long start = begin();
            programs[node].compare();
            end(TaskTimes.Task.COMPARE, node, start);
        }
    }

    void finish() {
        for (int l = 1; l < programs.length; l++) {
            if (programs[l] != null) {
                programs[l].finish();
            }
        }
    }

    /** Whether a node learns after this step, rather than at the end. */
    boolean learnsAfter(int node, int t) {
        return inference.learnsAfter(node) == t;
    }

    /** The parameter-VJPs of all nodes that learn after a step; all workers together. */
    void learnAfter(int t) {
        if (!learning || inference.incremental() || (t != Inference.LAST_STEP && !isLearningStep(t))) {
            return;
        }
        team.meet();
        for (int l = 1; l < programs.length; l++) {
            if (learnsAfter(l, t)) {
                parameterVjp(l);
            }
        }
        team.meet();
    }

    private boolean isLearningStep(int t) {
        return Arrays.binarySearch(learningSteps, t) >= 0;
    }

    /** Adds up the gradients of functions that share parameters, when all are there; all workers together. */
    void addShared() {
        if (learning && addition != null) {
            addition.run();
            team.meet();
        }
    }

    /** Where parameters move in every step, all parameter-VJPs, before a value moves; all workers together. */
    void learnIncrement() {
        if (learning && inference.incremental()) {
            team.meet();
            for (int l = 1; l < programs.length; l++) {
                parameterVjp(l);
            }
            team.meet();
            addShared();
        }
    }

    /** Where parameters move in every step, moves them, after the values and before predictions; all workers together. */
    void moveParameters() {
        if (learning && inference.incremental()) {
            team.meet();
            update.run();
            team.meet();
        }
    }

    /** The parameter-VJP of one node; all workers together. */
    void learn(int node) {
        if (learning) {
            team.meet();
            parameterVjp(node);
            team.meet();
        }
    }

    private void parameterVjp(int node) {
        if (gradients[node] != null) {
            long start = begin();
            gradients[node].run();
            end(TaskTimes.Task.PARAMETER_VJP, node, start);
            tally.parameterVjp(gradientRows[node]);
        }
    }

    private long begin() {
        return times == null ? 0 : System.nanoTime();
    }

    private void end(TaskTimes.Task task, int node, long start) {
        if (times != null) {
            times.add(index, task, node, System.nanoTime() - start);
        }
    }
}
