package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.algorithm.NodeTensors;
import dev.thrice.engine.algorithm.Schedule;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A learning algorithm planned for a network and an executor: feedforward pass, inference, and the parameters' gradient
 * dE/dtheta_l = -e_(l+1)^T dmu_(l+1)/dtheta_l (2.3), the mean over the batch. All plans are made with it, and its memory is
 * from the network's arena; to run it allocates nothing on any thread. One caller at a time.
 */
public final class Engine {
    private enum Work {
        FORWARD,
        ERRORS,
        GRADIENTS
    }

    private final Network network;
    private final LearningAlgorithm algorithm;
    private final Executor executor;
    private final WorkerTeam team;
    private final Inference inference;
    private final NodeTensors nodes;
    private final Parameters gradient;
    private final Operation outputError;
    private final Worker[] workers;
    private final Tally[] tallies;
    private final OutputShare[][] outputs;
    private final WorkerTeam.Job job = this::work;
    private Work work;
    private WorkerTeam.Job then;
    private StepObserver observer;
    private boolean goesOn;
    private int stepsTaken;

    /**
     * Plans it.
     *
     * @param network what is to learn
     * @param algorithm how
     * @param executor in which order, on which threads
     * @throws IllegalArgumentException if the algorithm does not fit the network
     */
    public Engine(Network network, LearningAlgorithm algorithm, Executor executor) {
        this.network = network;
        this.algorithm = algorithm;
        this.executor = executor;
        team = executor.team();
        Chain chain = network.chain();
        Schedule schedule = executor.schedule(chain.length(), network.batch());
        boolean byRows = Shares.areByRows(network.batch(), team.workers());
        int[] cuts = Shares.cuts(network.batch(), byRows ? team.workers() : 1);
        nodes = NodeTensors.allocate(network, algorithm.keeps(), cuts);
        gradient = Parameters.zeros(network.arena(), chain);
        inference = algorithm.plan(network, nodes, schedule);
        Tensor output = nodes.prediction(chain.length());
        float factor = algorithm.reduction().factor(network.batch());
        outputError = network.outputError(output, factor, nodes.error(chain.length()));
        workers = new Worker[team.workers()];
        tallies = new Tally[team.workers()];
        outputs = Shares.byOutputs(chain, learnedTogether(schedule.sweeps()), team.workers());
        plan(schedule, byRows, cuts);
    }

    /** The feedforward pass. */
    public void forward() {
        run(Work.FORWARD, null);
    }

    /** The feedforward pass and inference. */
    public void errors() {
        run(Work.ERRORS, null);
    }

    /** The feedforward pass, inference and the parameters' gradient. */
    public void gradients() {
        run(Work.GRADIENTS, null);
    }

    /**
     * As {@link #gradients()}, after which each worker goes on with another job. An {@linkplain Inference#incremental()
     * incremental} inference does that job in every step instead.
     *
     * @param next what follows, when the gradient is complete
     */
    public void gradients(WorkerTeam.Job next) {
        run(Work.GRADIENTS, next);
    }

    /**
     * The gradient as of the last {@link #gradients()}.
     *
     * @return dE/dtheta, the direction of steepest ascent of the mean loss; under VPC, of F
     */
    public Parameters gradient() {
        return gradient;
    }

    /**
     * The error of a node as of the last inference; on several workers put together, as {@link NodeTensors#error(int)} says.
     *
     * @param node l in 1 .. L
     * @return e_l, [batch x width]
     * @throws IllegalStateException if the algorithm keeps no errors of hidden nodes
     */
    public Tensor error(int node) {
        if (node == network.chain().length()) {
            outputError.run(); // nobody else needs it
        }
        return nodes.error(node);
    }

    /**
     * What an inference has at the nodes.
     *
     * @return values, predictions and cotangents; for errors ask {@link #error}
     */
    public NodeTensors nodes() {
        return nodes;
    }

    /**
     * The plan of the algorithm.
     *
     * @return steps and precisions
     */
    public Inference inference() {
        return inference;
    }

    /**
     * The steps of the last inference.
     *
     * @return T, or fewer if it converged before
     */
    public int stepsTaken() {
        return stepsTaken;
    }

    /**
     * The work done since this engine was made.
     *
     * @return exact counts
     */
    public Counts counts() {
        return Tally.total(tallies, network.batch());
    }

    /**
     * Shows the steps of all further inferences to an observer.
     *
     * @param newObserver who is to see them, or null for nobody
     */
    public void observe(StepObserver newObserver) {
        observer = newObserver;
    }

    /**
     * Writes down what each task of all further runs takes.
     *
     * @param times where to, or null to stop that
     * @throws IllegalArgumentException if there is not room for this engine's
     */
    public void record(TaskTimes times) {
        if (times != null && !times.fits(team.workers(), network.chain().length())) {
            throw new IllegalArgumentException(times + ", expected of " + team.workers() + " workers and "
                    + network.chain().length() + " functions");
        }
        for (Worker worker : workers) {
            worker.record(times);
        }
    }

    /**
     * What learns.
     *
     * @return the network
     */
    public Network network() {
        return network;
    }

    /**
     * How it learns.
     *
     * @return the algorithm
     */
    public LearningAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * What a worker computes of the gradient of a function's parameters. It best moves these parameters itself.
     *
     * @param worker its index in 0 .. workers - 1
     * @param function its index l in 0 .. L - 1
     * @return some of the function's outputs; all workers together have each once
     */
    public OutputShare outputs(int worker, int function) {
        return outputs[worker][function];
    }

    /**
     * Who works.
     *
     * @return the executor's team
     */
    public WorkerTeam team() {
        return team;
    }

    private void run(Work newWork, WorkerTeam.Job next) {
        work = newWork;
        then = next;
        team.run(job);
    }

    private void work(int index, WorkerTeam all) {
        Worker worker = workers[index];
        worker.forward();
        worker.meet();
        if (work != Work.FORWARD) {
            infer(worker, index);
        }
        if (!inference.incremental()) {
            goOn(index, all);
        }
    }

    private void goOn(int index, WorkerTeam all) {
        if (then != null) {
            then.run(index, all);
        }
    }

    private void infer(Worker worker, int index) {
        worker.start(work == Work.GRADIENTS);
        worker.meet();
        if (!inference.startsFromFeedforward()) {
            for (int l = 1; l <= worker.chainLength(); l++) {
                if (l > 1) {
                    worker.predict(l, 0);
                }
                worker.compare(l);
            }
            worker.meet();
        }
        worker.learnAfter(0);
        boolean goOn = watch(index, 0);
        int t = 0;
        while (goOn && t < inference.steps()) {
            t++;
            executor.step(worker, t);
            goOn = watch(index, t);
        }
        if (index == 0) {
            stepsTaken = t;
        }
        worker.finish();
        worker.learnAfter(Inference.LAST_STEP);
    }

    /** Lets one worker look while the others wait; says whether to go on. */
    private boolean watch(int index, int t) {
        boolean watched = inference.watches() && t > 0;
        if (!watched && observer == null) {
            return true;
        }
        team.meet();
        if (index == 0) {
            goesOn = !watched || inference.proceed(t);
            if (observer != null) {
                observer.afterStep(t);
            }
        }
        team.meet();
        return goesOn;
    }

    /** The functions whose parameters' gradients are computed one after the other, without waiting. */
    private Collection<List<Integer>> learnedTogether(boolean sweeps) {
        return IntStream.range(0, network.chain().length())
                .boxed()
                .collect(Collectors.groupingBy(l -> {
                    int step = inference.incremental() ? Inference.LAST_STEP : inference.learnsAfter(l + 1);
                    return sweeps && step != Inference.LAST_STEP ? -1 - l : step; // in a sweep, node by node
                }))
                .values();
    }

    private void plan(Schedule schedule, boolean byRows, int[] cuts) {
        Chain chain = network.chain();
        int count = team.workers();
        List<List<Shares.Share>> shares = byRows || schedule.sweeps()
                ? Shares.byRows(chain, cuts)
                : Shares.byNodes(chain, network.batch(), count, inference.predicts());
        boolean[] learnsAfter = new boolean[inference.steps() + 1];
        for (int l = 1; l <= chain.length(); l++) {
            if (inference.learnsAfter(l) != Inference.LAST_STEP) {
                learnsAfter[inference.learnsAfter(l)] = true;
            }
        }
        for (int w = 0; w < count; w++) {
            int index = w;
            tallies[w] = new Tally();
            NodeProgram[] programs = new NodeProgram[chain.length() + 1];
            int[] rows = new int[chain.length() + 1];
            for (Shares.Share share : w < shares.size() ? shares.get(w) : List.<Shares.Share>of()) {
                programs[share.node()] = inference.program(share.node(), share.firstRow(), share.rows());
                rows[share.node()] = share.rows();
            }
            Operation[] gradients = new Operation[chain.length() + 1];
            int[] gradientRows = new int[chain.length() + 1];
            for (int l = 1; l <= chain.length(); l++) {
                gradients[l] = parameterVjp(l, outputs[w][l - 1]);
                boolean first = gradients[l] != null && outputs[w][l - 1].first() == 0;
                gradientRows[l] = first ? network.batch() : 0;
            }
            boolean feeds = w < cuts.length - 1;
            int forwardRows = feeds ? cuts[w + 1] - cuts[w] : 0;
            workers[w] = new Worker(
                    index,
                    team,
                    inference,
                    byRows,
                    feeds ? forwards(cuts[w], forwardRows) : new Operation[0],
                    forwardRows,
                    programs,
                    rows,
                    gradients,
                    gradientRows,
                    learnsAfter,
                    () -> goOn(index, team),
                    tallies[w]);
        }
    }

    /** The feedforward pass of some rows. */
    private Operation[] forwards(int firstRow, int rows) {
        return IntStream.range(0, network.chain().length())
                .mapToObj(l -> network.forward(l, firstRow, rows))
                .toArray(Operation[]::new);
    }

    /** Some outputs of a function's parameter-VJP, or null. */
    private Operation parameterVjp(int node, OutputShare share) {
        ElementaryFunction function = network.chain().function(node - 1);
        if (share.isEmpty() || function.parameters().isEmpty()) {
            return null;
        }
        float scale = -algorithm.reduction().gradientFactor(network.batch()) * inference.precision(node);
        return function.parameterVjp(
                network.kernels(),
                nodes.value(node - 1),
                nodes.delta(node),
                scale,
                gradient.of(node - 1),
                share.first(),
                share.end() - share.first());
    }
}
