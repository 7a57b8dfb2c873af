package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.events.EngineEvents;
import dev.thrice.engine.events.TrainingStepEvent;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.engine.parallel.OutputShare;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * One step of training: feedforward pass, errors, gradients, and the optimizer's update, on the engine's workers throughout.
 * Parameters are written only if the loss and every gradient are finite, and are what they were, with all that the optimizer keeps of
 * them, if an update would make one NaN or infinite. An incremental algorithm updates them in every inference step, as long as that
 * holds. Allocates nothing, except for copies, the first time that an update is not {@linkplain Optimizer.Update#safeBelow known
 * beforehand} to be safe.
 *
 * <p>What the optimizer keeps, and the copies, are the network's memory until that closes, as an {@link Engine}'s: make one and run it
 * often. What a training that is resumed has to know of it is its {@link #state()} and its {@link #moments()}, and the precisions that the
 * engine's {@linkplain Engine#nodes() nodes} have, where the algorithm learns them: they move when an update of the parameters has stayed.
 *
 * <p>One caller at a time, which is checked; it uses the {@link Network} throughout.
 */
public final class TrainingStep {
    private final Engine engine;
    private final Network network;
    private final Kernels kernels;
    private final SingleEntry entry = new SingleEntry("training step");
    private final Schedule schedule;
    private final List<Parameters> moments;
    private final ParameterSlice[][] slices;
    private final GradientNorm norm; // null where gradients may be of any

    // By worker. What is written before the workers meet is read after it, so nothing is written after it that they
    // still read.
    private final boolean[] finite; // gradients, and what updates have made of them
    private final boolean[] safe; // all updates so far
    private final boolean[] moving; // within a careful update
    private final boolean[] saved; // what the last update wrote over
    private final boolean[] spoilt; // by the last update

    private final Operation combine;
    private final WorkerTeam.Job update = this::update;
    private final Operation train = this::train;
    private long steps;
    private long updates;
    private boolean begun;
    private double loss;
    private double factor; // of the learning rates, in the step under way

    /**
     * What a step counts and knows of those before it.
     *
     * @param steps that were made, such as failed included
     * @param updates of the parameters that stayed
     * @param safe whether all of them were {@linkplain Optimizer.Update#safeBelow known beforehand} to be
     */
    public record State(long steps, long updates, boolean safe) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public State {
            if (steps < 0 || updates < 0) {
                throw new IllegalArgumentException(
                        "training step: " + steps + " steps and " + updates + " updates, expected at least 0 of each");
            }
        }
    }

    /**
     * Plans it.
     *
     * @param engine whose network is to learn
     * @param optimizer that follows the gradient
     * @throws IllegalArgumentException if the optimizer's learning rates are for another chain, or it clips the gradient of a part of one
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public TrainingStep(Engine engine, Optimizer optimizer) {
        this(engine, optimizer, Operation.NOTHING);
    }

    /**
     * Plans it where others have samples of the same batch.
     *
     * @param engine whose network is to learn
     * @param optimizer that follows the gradient
     * @param combine makes {@link Engine#gradient} that of all, on the calling thread, before anybody looks at it; the same everywhere,
     *     so that all make the same step of it
     * @throws IllegalArgumentException if the optimizer's learning rates are for another chain, or it clips the gradient of a part of one,
     *     or the algorithm learns precisions, which are of all samples
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public TrainingStep(Engine engine, Optimizer optimizer, Operation combine) {
        this.engine = engine;
        this.combine = combine;
        network = engine.network();
        requireWhole(optimizer);
        requireAllSamples();
        kernels = network.kernels();
        int workers = engine.team().workers();
        finite = new boolean[workers];
        safe = new boolean[workers];
        Arrays.fill(safe, true);
        moving = new boolean[workers];
        saved = new boolean[workers];
        spoilt = new boolean[workers];
        schedule = optimizer.learningRates().schedule();
        List<Parameters> kept = new ArrayList<>();
        slices = network.parts().memory().planned(() -> plan(optimizer, kept, workers));
        moments = List.copyOf(kept);
        norm = optimizer.largestNorm() < Float.POSITIVE_INFINITY
                ? new GradientNorm(engine, optimizer.largestNorm())
                : null;
    }

    private void requireWhole(Optimizer optimizer) {
        Stage stage = network.parts().stage();
        if (optimizer.largestNorm() < Float.POSITIVE_INFINITY && stage.isPart()) {
            throw new IllegalArgumentException("training step: gradients of a norm up to " + optimizer.largestNorm()
                    + " in " + stage + ", expected the whole chain, whose norm it is");
        }
    }

    private void requireAllSamples() {
        if (!combine.equals(Operation.NOTHING) && engine.nodes().precisions().isPresent()) {
            throw new IllegalArgumentException(
                    "training step: " + engine.algorithm()
                            + " where others have samples of the same batch, expected one that learns no precisions of its own");
        }
    }

    /**
     * Trains on the batch that is in the network.
     *
     * @return the mean loss of the batch, before the update
     * @throws DivergenceException if something is not finite, or the inference diverges; parameters are then those of the
     *     step before, or of the last finite update of an incremental algorithm
     * @throws IllegalStateException if the learning rates have a schedule, which has to be told the time; as {@link Network} says
     */
    public double run() {
        if (!schedule.equals(Schedule.CONSTANT)) {
            throw new IllegalStateException(
                    "training step: the learning rates follow a schedule, expected to be told the epoch");
        }
        return run(0);
    }

    /**
     * As {@link #run()}, with the learning rates of a time.
     *
     * @param epoch how many epochs have been made, the part of the one under way included
     * @return the mean loss of the batch, before the update
     * @throws DivergenceException as {@link #run()}
     * @throws IllegalArgumentException if the schedule has a factor that is not in [0, 1]; nothing has been done then
     */
    public double run(double epoch) {
        entry.enter();
        try {
            factor = factor(epoch);
            network.parts().access().reserved(train);
            return loss;
        } finally {
            entry.leave();
        }
    }

    private double factor(double epoch) {
        double now = schedule.factor(epoch);
        if (!(now >= 0 && now <= 1)) {
            throw new IllegalArgumentException(
                    "schedule: factor " + now + " of the learning rate at epoch " + epoch + ", expected 0 to 1");
        }
        return now;
    }

    /**
     * What the optimizer keeps beside the parameters, to be read, or written before {@link #restore}.
     *
     * @return as many as the {@linkplain Optimizer#moments() optimizer} has, in its order
     */
    public List<Parameters> moments() {
        return moments;
    }

    /**
     * What it counts, as of the last step.
     *
     * @return the counts
     * @throws IllegalStateException if another thread is at it
     */
    public State state() {
        entry.enter();
        try {
            return new State(steps, updates, all(safe));
        } finally {
            entry.leave();
        }
    }

    /**
     * Goes on from where another was, whose parameters and {@link #moments()} have been copied already.
     *
     * @param state of the other
     * @throws IllegalStateException if another thread is at it
     */
    public void restore(State state) {
        entry.enter();
        try {
            steps = state.steps();
            updates = state.updates();
            Arrays.fill(safe, state.safe());
        } finally {
            entry.leave();
        }
    }

    private void train() {
        TrainingStepEvent event = EngineEvents.trainingStep();
        boolean updated = false;
        try {
            takeStep();
            updated = true;
        } finally {
            if (event != null) {
                event.trained(engine.description(), steps, loss, updated);
            }
        }
    }

    private void takeStep() {
        steps++;
        begun = false;
        Arrays.fill(finite, true);
        Arrays.fill(moving, false);
        Arrays.fill(saved, false);
        Arrays.fill(spoilt, false);
        String blame = "";
        try {
            engine.gradients(update);
            blame = any(spoilt) ? firstSpoilt() : allFinite() ? "" : firstNotFinite();
        } catch (DivergenceException e) { // of the inference, between updates
            throw diverged(e.getMessage());
        } finally {
            if (any(moving) || any(spoilt)) {
                undo();
            }
        }
        if (!blame.isEmpty()) {
            throw diverged(blame + ", expected finite numbers");
        }
        engine.inference().adapt();
    }

    /** Takes back the last update, a careful one that was broken off or has spoilt something; one that was through stays. */
    private void undo() {
        updates--;
        for (int w = 0; w < slices.length; w++) {
            for (ParameterSlice slice : saved[w] ? slices[w] : new ParameterSlice[0]) {
                slice.restore();
            }
        }
    }

    private DivergenceException diverged(String what) {
        String kept = engine.inference().incremental() ? "last finite update" : "step before";
        return new DivergenceException(
                "training step " + steps + ": " + what + "; the parameters are those of the " + kept);
    }

    private void update(int worker, WorkerTeam team) {
        long step = updates + 1;
        if (worker == 0 && !begun) {
            loss = network.loss();
            begun = true;
        }
        if (!combine.equals(Operation.NOTHING)) {
            team.meet();
            if (worker == 0) {
                combine.run();
            }
            team.meet();
        }
        look(worker);
        if (norm != null) {
            norm.measure(worker);
        }
        team.meet(); // nobody writes a parameter before all have looked
        if (allFinite()) {
            boolean allSafe = all(safe);
            if (worker == 0) {
                updates = step;
            }
            if (norm != null) {
                norm.clip(worker);
            }
            if (allSafe) {
                move(worker, team, step);
            } else {
                moveCarefully(worker, team, step);
            }
        }
    }

    private void look(int worker) {
        boolean good = finite[worker] && !spoilt[worker];
        boolean allSafe = safe[worker];
        for (ParameterSlice slice : slices[worker]) {
            boolean small = slice.hasSafeGradient();
            good &= small || slice.hasFiniteGradient();
            allSafe &= small;
        }
        finite[worker] = good; // once: the others' are in the same cache line
        safe[worker] = allSafe;
    }

    private void move(int worker, WorkerTeam team, long step) {
        for (ParameterSlice slice : slices[worker]) {
            if (team.workers() > 1) {
                slice.claim(); // all have read it
            }
            slice.run(step, factor);
        }
    }

    private void moveCarefully(int worker, WorkerTeam team, long step) {
        moving[worker] = true;
        saved[worker] = false;
        for (ParameterSlice slice : slices[worker]) {
            slice.save();
        }
        saved[worker] = true;
        move(worker, team, step);
        boolean good = true;
        for (ParameterSlice slice : slices[worker]) {
            good &= slice.isFinite() && slice.hasFiniteMoments();
        }
        spoilt[worker] = !good;
        moving[worker] = false;
    }

    private boolean allFinite() {
        return Double.isFinite(loss) && all(finite);
    }

    private static boolean all(boolean[] flags) {
        boolean all = true;
        for (boolean flag : flags) {
            all &= flag;
        }
        return all;
    }

    private static boolean any(boolean[] flags) {
        boolean any = false;
        for (boolean flag : flags) {
            any |= flag;
        }
        return any;
    }

    /** The first layer whose parameters the update has made NaN or infinite, or else what the optimizer keeps of them. */
    private String firstSpoilt() {
        int layer = firstLayer(slice -> !slice.isFinite());
        return layer >= 0
                ? "an update that makes NaN or infinity of the parameters of layer " + layer
                : "an update that makes NaN or infinity of the moments of layer "
                        + firstLayer(slice -> !slice.hasFiniteMoments());
    }

    private int firstLayer(Predicate<ParameterSlice> property) {
        return Arrays.stream(slices)
                .flatMap(Arrays::stream)
                .filter(property)
                .mapToInt(ParameterSlice::layer)
                .min()
                .orElse(-1);
    }

    /** What is to blame, in the order in which one thing spoils the next. */
    private String firstNotFinite() {
        int length = network.chain().length();
        Optional<String> values = network.firstNotFinite();
        if (values.isPresent()) {
            return values.get();
        }
        if (!Double.isFinite(loss)) {
            return "loss " + loss;
        }
        for (int l = length; l >= 1; l--) {
            if (l < length && !kernels.allFinite(engine.nodes().value(l))) {
                return "NaN or infinity in the latents of node " + l;
            }
            if (!kernels.allFinite(engine.nodes().delta(l))) {
                return "NaN or infinity in the errors of node " + l;
            }
        }
        return "NaN or infinity in the gradient of layer " + layerOfGradient();
    }

    private int layerOfGradient() {
        int layer = 0;
        while (layer < network.chain().length() - 1
                && engine.gradient().of(layer).stream().allMatch(kernels::allFinite)) {
            layer++;
        }
        return layer;
    }

    private ParameterSlice[][] plan(Optimizer optimizer, List<Parameters> kept, int workers) {
        for (int i = 0; i < optimizer.moments(); i++) {
            kept.add(network.parts().memory().allocateParameters(network.chain()));
        }
        return IntStream.range(0, workers)
                .mapToObj(w -> slices(optimizer, kept, w))
                .toArray(ParameterSlice[][]::new);
    }

    private float rate(Optimizer optimizer, int layer) {
        Stage stage = network.parts().stage();
        float rate =
                optimizer.learningRates().of(stage.layer(layer), stage.whole().length());
        LearningRates.all(rate); // refuses what is none
        return rate;
    }

    private ParameterSlice[] slices(Optimizer optimizer, List<Parameters> kept, int worker) {
        List<ParameterSlice> ofWorker = new ArrayList<>();
        Parameters parameters = network.parameters();
        for (int l = 0; l < parameters.length(); l++) {
            float rate = rate(optimizer, l);
            OutputShare share = engine.outputs(worker, l);
            for (int p = 0; p < parameters.of(l).size(); p++) {
                int layer = l;
                int index = p;
                Tensor gradient = share.of(engine.gradient().of(l).get(p));
                boolean learned =
                        network.chain().function(l).parameters().get(p).learned();
                boolean own = network.chain().parametersOf(l) == l;
                if (own && learned && gradient.rows() > 0 && gradient.columns() > 0) {
                    Tensor theta = share.of(parameters.of(l).get(p));
                    List<Tensor> memory = kept.stream()
                            .map(moment -> share.of(moment.of(layer).get(index)))
                            .toList();
                    Optimizer.Update plan = optimizer.plan(kernels, theta, gradient, memory, rate);
                    ofWorker.add(new ParameterSlice(
                            kernels, network.parts().memory().arena(), l, theta, gradient, memory, plan, rate));
                }
            }
        }
        return ofWorker.toArray(ParameterSlice[]::new);
    }
}
