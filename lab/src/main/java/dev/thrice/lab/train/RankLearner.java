package dev.thrice.lab.train;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.Model;
import dev.thrice.learn.Resumable;
import dev.thrice.learn.Settings;
import dev.thrice.learn.Trainer.State;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.GradientSum;
import dev.thrice.ranks.RankNeighbours;
import dev.thrice.ranks.Reduction;
import dev.thrice.ranks.StageParameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a rank learns by, a network of its layers or of its samples, and how far that has come. Rank 0 has the whole model, too: it is the
 * training as checkpoints have it, of the moment when all ranks last {@linkplain #gather gathered} it there.
 */
final class RankLearner implements Resumable, AutoCloseable {
    private static final int STATE_BYTES = 2 * Integer.BYTES + Double.BYTES + 2 * Long.BYTES + Byte.BYTES;

    private final Mpi mpi;
    private final Settings settings;
    private final TensorArena arena = TensorArena.open();
    private final Model model; // null but on rank 0
    private final int first;
    private final double share; // of each batch's samples
    private final Network network;
    private final TrainingStep step;
    private final List<Parameters> moments; // of the whole model, on rank 0
    private final StageParameters parts;
    private int epoch;
    private int batch; // of the epoch under way
    private double loss; // of the batches before it, as far as this rank knows it
    private State state; // of the whole training, on rank 0; null before it was gathered or restored

    /**
     * Draws the parameters, and plans.
     *
     * @param stages of each rank; all of the chain where each has samples
     * @param algorithm as it was asked for
     * @param reduction of gradients, where each has samples
     * @param resumable whether what the optimizer keeps is gathered, too
     */
    RankLearner(
            Mpi mpi,
            Trainer.Task task,
            List<Stage> stages,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            Executor executor,
            Reduction reduction,
            boolean resumable) {
        this.mpi = mpi;
        Stage stage = stages.get(mpi.rank());
        int sharers = stage.isPart() ? 1 : mpi.size();
        settings = new Settings(
                algorithm,
                optimizer,
                executor.getClass(),
                task.batch(),
                stage.isPart() ? "" : "on " + sharers + " ranks by " + Names.of(reduction),
                task.seed(),
                task.preparation().augmentation());
        int sharer = stage.isPart() ? 0 : mpi.rank();
        first = part(task.batch(), sharer, sharers);
        int samples = part(task.batch(), sharer + 1, sharers) - first;
        share = (double) samples / task.batch();
        Model drawn = Model.of(task.chain(), task.initialization(), task.seed(), task.kernels());
        Parameters own = stage.of(drawn.parameters());
        if (mpi.rank() == 0) {
            model = drawn;
        } else { // which needs no other's
            model = null;
            own = Parameters.zeros(arena, stage.chain()).copyFrom(own);
            drawn.close();
        }
        network = new Network(stage, new RankNeighbours(mpi), samples, task.kernels(), own);
        Engine engine = new Engine(network, RankOptions.onRanks(algorithm), executor);
        Operation combine = stage.isPart() ? Operation.NOTHING : new GradientSum(mpi, engine, reduction);
        step = new TrainingStep(engine, optimizer, combine);
        List<Parameters> kept = resumable ? step.moments() : List.of();
        moments = model == null ? List.of() : stage.isPart() ? zeros(task, kept.size()) : kept;
        parts = new StageParameters(
                mpi, stages, all(own, kept), model == null ? List.of() : all(model.parameters(), moments));
    }

    private List<Parameters> zeros(Trainer.Task task, int count) {
        return Stream.generate(() -> Parameters.zeros(arena, task.chain()))
                .limit(count)
                .toList();
    }

    private static List<Parameters> all(Parameters parameters, List<Parameters> moments) {
        return Stream.concat(Stream.of(parameters), moments.stream()).toList();
    }

    /** How many of a number of things the first so many of some parts have. */
    static int part(int things, int parts, int all) {
        return (int) ((long) things * parts / all);
    }

    Network network() {
        return network;
    }

    /** Its first sample among those of a batch. */
    int first() {
        return first;
    }

    int epoch() {
        return epoch;
    }

    /** Steps of the epoch that were made. */
    int batch() {
        return batch;
    }

    /** Makes the epoch's next step of so many. */
    void step(int stepsPerEpoch) {
        loss += step.run(epoch + (double) batch / stepsPerEpoch) * share;
        batch++;
    }

    /** Goes on to the next epoch; has the mean loss of the one that has ended. For all ranks to call. */
    double endEpoch() {
        double mean = total(loss) / batch;
        epoch++;
        batch = 0;
        loss = 0;
        return mean;
    }

    /**
     * That ranks which have samples have the same parameters: by its standard MPI_Allreduce may give them different bits. For all to call.
     *
     * @throws IllegalStateException on a rank that has others than rank 0
     */
    void requireAgreement() {
        if (share < 1) {
            int sum = 0;
            for (int l = 0; l < network.parameters().length(); l++) {
                for (Tensor tensor : network.parameters().of(l)) {
                    sum = 31 * sum + Arrays.hashCode(tensor.toArray());
                }
            }
            mpi.requireEqual("parameters after epoch " + epoch, Integer.toHexString(sum));
        }
    }

    /** The sum over ranks, in their order; for all to call. */
    double total(double own) {
        return mpi.allgather(ByteBuffer.allocate(Double.BYTES).putDouble(own).array()).stream()
                .mapToDouble(bytes -> ByteBuffer.wrap(bytes).getDouble())
                .reduce(0, Double::sum);
    }

    /** Has rank 0 be the whole training, of this moment between two steps. For all ranks to call. */
    void gather() {
        parts.gather();
        TrainingStep.State own = step.state();
        boolean safe = total(own.safe() ? 0 : 1) == 0;
        TrainingStep.State made = new TrainingStep.State(own.steps(), own.updates(), safe);
        state = new State(settings.seed(), epoch, batch, total(loss), made);
    }

    /** Has all ranks be where rank 0 was put back to, if it was; says whether. For all to call. */
    boolean scatter() {
        byte[] bytes = mpi.broadcast(0, state == null ? new byte[0] : bytes(state));
        if (bytes.length == 0) {
            return false;
        }
        parts.scatter();
        ByteBuffer read = ByteBuffer.wrap(bytes);
        epoch = read.getInt();
        batch = read.getInt();
        double sum = read.getDouble();
        loss = mpi.rank() == mpi.size() - 1 ? sum : 0; // which goes on to be added up there, with layers on ranks
        step.restore(new TrainingStep.State(read.getLong(), read.getLong(), read.get() != 0));
        return true;
    }

    private static byte[] bytes(State state) {
        return ByteBuffer.allocate(STATE_BYTES)
                .putInt(state.epoch())
                .putInt(state.batch())
                .putDouble(state.loss())
                .putLong(state.step().steps())
                .putLong(state.step().updates())
                .put((byte) (state.step().safe() ? 1 : 0))
                .array();
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public List<Parameters> moments() {
        return moments;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void restore(State of) {
        state = of;
    }

    @Override
    public void close() {
        parts.close();
        network.close();
        if (model != null) {
            model.close();
        }
        arena.close();
    }
}
