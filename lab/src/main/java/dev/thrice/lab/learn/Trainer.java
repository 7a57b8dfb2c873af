package dev.thrice.lab.learn;

import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.Callback;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.Epoch;
import dev.thrice.learn.Evaluator;
import dev.thrice.learn.Metrics;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import java.io.IOException;
import java.util.List;

/** A model and the data it learns from, of which a part is held out for validation. */
public final class Trainer implements AutoCloseable {
    private final Model model;
    private final dev.thrice.learn.Trainer trainer;
    private final Evaluator evaluator;
    private final Minibatches batches;
    private final DataSplits data;

    /**
     * What is to learn, from which data.
     *
     * @param chain its functions
     * @param batch samples of a batch
     * @param kernels who computes
     * @param seed of parameters and order
     * @param data to learn from and to be judged by
     * @param initialization how parameters are drawn
     * @param preparation what is done to examples
     */
    public record Task(
            Chain chain,
            int batch,
            Kernels kernels,
            long seed,
            DataSplits data,
            Initialization initialization,
            Preparation preparation) {
        /**
         * With parameters as PyTorch draws them, one in twelve of the examples held out, and all as they are.
         *
         * @param chain its functions
         * @param batch samples of a batch
         * @param kernels who computes
         * @param seed of parameters and order
         * @param mnist the data
         */
        public Task(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist) {
            this(chain, batch, kernels, seed, DataSplits.of(mnist), Initialization.UNIFORM, Preparation.NONE);
        }
    }

    /**
     * Draws the parameters, and plans to train on the calling thread.
     *
     * @param task what is to be learned
     * @param algorithm how errors are assigned
     * @param optimizer that follows the gradient
     */
    public Trainer(Task task, LearningAlgorithm algorithm, Optimizer optimizer) {
        this(task, algorithm, optimizer, new Sequential());
    }

    /**
     * Draws the parameters, and plans.
     *
     * @param task what is to be learned
     * @param algorithm how errors are assigned
     * @param optimizer that follows the gradient
     * @param executor in which order, on which threads
     */
    public Trainer(Task task, LearningAlgorithm algorithm, Optimizer optimizer, Executor executor) {
        data = task.data();
        batches = new Minibatches(data.training(), task.batch(), Minibatches.LastBatch.DROP, task.seed());
        model = Model.of(task.chain(), task.initialization(), task.seed(), task.kernels());
        try {
            task.preparation().scaling().ifPresent(model::scaledBy);
            trainer = model.trainer(algorithm, optimizer)
                    .batch(task.batch())
                    .augmentation(task.preparation().augmentation())
                    .team(executor.team())
                    .executor(team -> executor);
            Evaluator plain = new Evaluator(trainer.network());
            evaluator = model.scaling().map(plain::scaledBy).orElse(plain);
        } catch (Throwable e) {
            model.close();
            throw e;
        }
    }

    /**
     * Checks a batch size before any work.
     *
     * @param batch samples
     * @param mnist the data
     * @throws UsageError if validation or the test has not so many samples
     */
    public static void requireBatch(int batch, Mnist mnist) {
        requireBatch(batch, DataSplits.of(mnist));
    }

    /**
     * Checks a batch size before any work.
     *
     * @param batch samples
     * @param data in their parts
     * @throws UsageError if one of them has not so many samples
     */
    public static void requireBatch(int batch, DataSplits data) {
        requireBatch(batch, data.validation(), "held out for validation");
        requireBatch(batch, data.training(), "to train on");
        requireBatch(batch, data.test(), "of the test set");
    }

    private static void requireBatch(int batch, Dataset part, String called) {
        if (batch < 1 || batch > part.count()) {
            throw new UsageError("--batch " + batch + ", expected 1 to " + part.count() + ", the samples " + called);
        }
    }

    /**
     * What learns.
     *
     * @return the network, of this object's life
     */
    public Network network() {
        return trainer.network();
    }

    /**
     * What moves the parameters.
     *
     * @return the step
     */
    public TrainingStep step() {
        return trainer.step();
    }

    /**
     * The steps of an epoch.
     *
     * @return batches in the training images; what is left over is dropped
     */
    public int stepsPerEpoch() {
        return batches.batchesPerEpoch();
    }

    /** Puts the first batch of the first epoch into the network, as it is. */
    public void loadFirstBatch() {
        batches.startEpoch(0);
        batches.next(network().inputs(), network().labels());
    }

    /** Puts the next batch into the network; after the last, the first again. */
    public void loadNextBatch() {
        if (!batches.hasNext()) {
            batches.startEpoch(0);
        }
        batches.next(network().inputs(), network().labels());
    }

    /**
     * Trains on the training images until they have been gone through so often.
     *
     * @param epochs in all
     * @param callbacks told of steps and epochs
     * @return the epochs that were made now
     * @throws DivergenceException if something is not finite, or an inference diverges
     */
    public List<Epoch> train(int epochs, Callback... callbacks) {
        return trainer.fit(data.training(), epochs, callbacks);
    }

    /**
     * Has {@link #train} write checkpoints.
     *
     * @param where of this training alone
     */
    public void checkpoints(Checkpoints where) {
        trainer.checkpoints(where);
    }

    /**
     * Goes on from the newest checkpoint that is whole, if there is any.
     *
     * @param callbacks that {@link #train} will be given
     * @return what was found
     * @throws IOException if one cannot be read, or none of them is whole
     * @throws IllegalArgumentException if it was made with other settings or data
     */
    public Checkpoints.Resumed resume(Callback... callbacks) throws IOException {
        return trainer.resume(data.training(), callbacks);
    }

    /**
     * How far it has come.
     *
     * @return the state, a copy
     */
    public dev.thrice.learn.Trainer.State state() {
        return trainer.state();
    }

    /** Has {@link #train} end at the end of a step. */
    public void stop() {
        trainer.stop();
    }

    /**
     * Judges the network by the images held out.
     *
     * @return the metrics
     * @throws DivergenceException if the loss is not finite; it names the layer
     */
    public Metrics validate() {
        return evaluator.evaluate("validation", data.validation());
    }

    /**
     * Judges the network by the test set.
     *
     * @return the metrics
     * @throws DivergenceException if the loss is not finite; it names the layer
     */
    public Metrics test() {
        return evaluator.evaluate("test", data.test());
    }

    /**
     * The validation accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double validationAccuracy() {
        return evaluator.accuracy(data.validation());
    }

    /**
     * The test accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double testAccuracy() {
        return evaluator.accuracy(data.test());
    }

    @Override
    public void close() {
        model.close();
    }
}
