package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.Nodes;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.events.EngineDescription;
import dev.thrice.engine.events.EngineEvents;
import dev.thrice.engine.events.InferenceEvent;
import dev.thrice.engine.parallel.OutputShare;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.Arrays;

/**
 * A learning algorithm planned for a network and an executor: feedforward pass, inference, and the parameters' gradient
 * dE/dtheta_l = -e_(l+1)^T dmu_(l+1)/dtheta_l (2.3), the mean over the batch. All plans are made with it, and its memory is
 * the network's, until that closes; if planning fails it is given back. Nothing else frees it: each engine that is made on a network adds
 * to what the network holds, used or not, so make one for each algorithm and executor, and run it often. To run it allocates nothing on
 * any thread.
 *
 * <p>One caller at a time, which is checked: a run computes on its {@link Network} and is refused with an IllegalStateException where
 * that says so, as are {@link #observe}, {@link #record} and {@link #error} while another thread runs the engine. An observer, which
 * the calling thread runs, may ask for errors; what else there is to be read of a run is what the last one to end has left.
 */
public final class Engine {
    /** How far a run goes. */
    private enum Extent {
        FORWARD,
        ERRORS,
        GRADIENTS
    }

    private final Network network;
    private final LearningAlgorithm algorithm;
    private final Executor executor;
    private final WorkerTeam team;
    private final EnginePlan plan;
    private final Inference inference;
    private final Worker[] workers;
    private final SingleEntry entry = new SingleEntry("engine");
    private final WorkerTeam.Job share = this::runShare;
    private final Operation onTeam = this::runOnTeam;
    private EngineDescription description;
    private StepObserver observer;
    private int stepsTaken;

    // Of the run that is under way.
    private Extent extent;
    private WorkerTeam.Job next;
    private StepObserver shownTo;
    private boolean proceeds; // what one worker has found for all

    /**
     * Plans it.
     *
     * @param network what is to learn
     * @param algorithm how
     * @param executor in which order, on which threads
     * @throws IllegalArgumentException if the algorithm does not fit the network
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Engine(Network network, LearningAlgorithm algorithm, Executor executor) {
        this.network = network;
        this.algorithm = algorithm;
        this.executor = executor;
        team = executor.team();
        workers = new Worker[team.workers()];
        plan = network.parts().memory().planned(() -> {
            EnginePlan made =
                    new EnginePlan(network.parts(), network.neighbours(), network.sent(), algorithm, executor);
            Arrays.setAll(workers, w -> new Worker(made, w, () -> runNext(w, team)));
            return made;
        });
        inference = plan.inference();
    }

    /** The feedforward pass. */
    public void forward() {
        run(Extent.FORWARD, null, null);
    }

    /** The feedforward pass and inference. */
    public void errors() {
        run(Extent.ERRORS, null, null);
    }

    /**
     * As {@link #errors()}, shown to an observer of this run's own.
     *
     * @param ownObserver who is to see the steps, in place of whom the engine has
     */
    public void errors(StepObserver ownObserver) {
        run(Extent.ERRORS, null, ownObserver);
    }

    /** The feedforward pass, inference and the parameters' gradient. */
    public void gradients() {
        run(Extent.GRADIENTS, null, null);
    }

    /**
     * As {@link #gradients()}, after which each worker goes on with a job, when the gradient is complete. An {@linkplain
     * Inference#incremental() incremental} inference does that job in every step instead.
     */
    void gradients(WorkerTeam.Job job) {
        run(Extent.GRADIENTS, job, null);
    }

    /**
     * The gradient as of the last {@link #gradients()}.
     *
     * @return dE/dtheta, the direction of steepest ascent of the mean loss; under VPC, of F. Of functions that {@linkplain
     *     dev.thrice.engine.chain.ElementaryFunction#sharedParameters share} parameters, the first has the sum and each other its own part
     */
    public Parameters gradient() {
        return plan.gradient();
    }

    /**
     * The error of a node as of the last inference; on several workers put together, as {@link Nodes#error(int)} says.
     *
     * @param node l in 1 .. L
     * @return e_l, [batch x width]
     * @throws IllegalStateException if the algorithm keeps no errors of hidden nodes, or another thread uses the network; nothing has been
     *     written then
     */
    public Tensor error(int node) {
        Tensor[] error = new Tensor[1];
        network.parts().access().reserved(() -> {
            if (node == network.chain().length()) {
                plan.outputError().run(); // nobody else needs it
            }
            error[0] = plan.nodes().error(node);
        });
        return error[0];
    }

    /**
     * What an inference has at the nodes.
     *
     * @return values, predictions and cotangents; for errors ask {@link #error}
     */
    public Nodes nodes() {
        return plan.nodes();
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
        return Tally.total(workers, network.batch());
    }

    /**
     * Shows the steps of all further inferences to an observer.
     *
     * @param newObserver who is to see them, or null for nobody
     * @throws IllegalStateException if another thread runs the engine
     */
    public void observe(StepObserver newObserver) {
        boolean entered = entry.join();
        observer = newObserver;
        leave(entered);
    }

    /**
     * Writes down what each task of all further runs takes.
     *
     * @param times where to, or null to stop that
     * @throws IllegalArgumentException if there is not room for this engine's
     * @throws IllegalStateException if another thread runs the engine
     */
    public void record(TaskTimes times) {
        if (times != null && !times.fits(team.workers(), network.chain().length())) {
            throw new IllegalArgumentException(times + ", expected of " + team.workers() + " workers and "
                    + network.chain().length() + " functions");
        }
        boolean entered = entry.join();
        for (Worker worker : workers) {
            worker.record(times);
        }
        leave(entered);
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

    /** What a worker computes of the gradient of f_l's parameters. It best moves these parameters itself. */
    OutputShare outputs(int worker, int layer) {
        return plan.outputs(worker, layer);
    }

    /** The executor's. */
    WorkerTeam team() {
        return team;
    }

    private void run(Extent newExtent, WorkerTeam.Job newNext, StepObserver ownObserver) {
        entry.enter();
        try {
            extent = newExtent;
            next = newNext;
            shownTo = ownObserver == null ? observer : ownObserver;
            network.parts().access().exclusively(onTeam);
        } finally {
            entry.leave();
        }
    }

    private void runOnTeam() {
        team.run(share);
    }

    private void leave(boolean entered) {
        if (entered) {
            entry.leave();
        }
    }

    private void runShare(int index, WorkerTeam all) {
        Worker worker = workers[index];
        if (plan.crossing() != null) {
            worker.pass(network.receiveInput());
            worker.forward();
            worker.pass(network.sendOutput());
        } else {
            worker.forward();
            worker.meet();
        }
        if (extent != Extent.FORWARD) {
            infer(worker, index);
        }
        if (!inference.incremental()) {
            runNext(index, all);
        }
    }

    private void runNext(int index, WorkerTeam all) {
        if (next != null) {
            next.run(index, all);
        }
    }

    /** Made when an event first needs it. */
    EngineDescription description() {
        if (description == null) {
            description = new EngineDescription(
                    algorithm.getClass().getSimpleName(),
                    executor.getClass().getSimpleName(),
                    team.workers(),
                    network.batch(),
                    network.chain().length());
        }
        return description;
    }

    private void infer(Worker worker, int index) {
        InferenceEvent event = index == 0 ? EngineEvents.inference() : null;
        if (plan.crossing() != null) {
            worker.pass(plan.crossing().begin());
        }
        worker.start(extent == Extent.GRADIENTS);
        worker.meet();
        if (!inference.startsFromFeedforward()) {
            worker.predictAll();
        }
        worker.learnAfter(0);
        int t = 0;
        while (proceedsAfter(t, index) && t < inference.steps()) {
            t++;
            executor.step(worker, t);
        }
        if (index == 0) {
            stepsTaken = t;
        }
        worker.finish();
        worker.learnAfter(Inference.LAST_STEP);
        if (!inference.incremental()) {
            worker.addShared();
        }
        if (event != null) {
            event.inferred(description(), t, extent == Extent.GRADIENTS);
        }
    }

    /** Lets one worker look while the others wait; says whether to go on. */
    private boolean proceedsAfter(int t, int index) {
        boolean watched = inference.watches() && t > 0;
        if (!watched && shownTo == null) {
            return true;
        }
        team.meet();
        if (index == 0) {
            proceeds = !watched || inference.proceed(t);
            if (shownTo != null) {
                shownTo.afterStep(t);
            }
        }
        team.meet();
        return proceeds;
    }
}
