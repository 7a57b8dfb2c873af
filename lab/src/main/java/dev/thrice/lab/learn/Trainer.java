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

/** A model and the data it learns from: one in twelve of the training images is held out for validation. */
public final class Trainer implements AutoCloseable {
    /** Of MNIST's 60,000, 5,000. */
    private static final int HELD_OUT = 12;

    private final Model model;
    private final dev.thrice.learn.Trainer trainer;
    private final Evaluator evaluator;
    private final Minibatches batches;
    private final Dataset training;
    private final Dataset validation;
    private final Dataset test;

    /**
     * What is to learn, from which data.
     *
     * @param chain its functions
     * @param batch samples of a batch
     * @param kernels who computes
     * @param seed of parameters and order
     * @param mnist the data
     * @param initialization how parameters are drawn
     */
    public record Task(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist, Initialization initialization) {
        /**
         * With parameters as PyTorch draws them.
         *
         * @param chain its functions
         * @param batch samples of a batch
         * @param kernels who computes
         * @param seed of parameters and order
         * @param mnist the data
         */
        public Task(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist) {
            this(chain, batch, kernels, seed, mnist, Initialization.UNIFORM);
        }
    }

    /**
     * What of the data is for what.
     *
     * @param training all of the training images but the last twelfth
     * @param validation those
     * @param test the test set
     */
    public record Split(Dataset training, Dataset validation, Dataset test) {
        /**
         * Divides data.
         *
         * @param mnist the data
         * @return views of them
         */
        public static Split of(Mnist mnist) {
            Dataset all = mnist.train();
            int learned = all.count() - heldOut(mnist);
            return new Split(all.slice(0, learned), all.slice(learned, all.count()), mnist.test());
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
        Split split = Split.of(task.mnist());
        training = split.training();
        validation = split.validation();
        test = split.test();
        batches = new Minibatches(training, task.batch(), Minibatches.LastBatch.DROP, task.seed());
        model = Model.of(task.chain(), task.initialization(), task.seed(), task.kernels());
        try {
            trainer = model.trainer(algorithm, optimizer)
                    .batch(task.batch())
                    .team(executor.team())
                    .executor(team -> executor);
            evaluator = new Evaluator(trainer.network());
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
        if (batch < 1 || batch > heldOut(mnist)) {
            throw new UsageError(
                    "--batch " + batch + ", expected 1 to " + heldOut(mnist) + ", the samples held out for validation");
        }
        if (batch > mnist.test().count()) {
            throw new UsageError(
                    "--batch " + batch + ", expected 1 to " + mnist.test().count() + ", the samples of the test set");
        }
    }

    private static int heldOut(Mnist mnist) {
        return mnist.train().count() / HELD_OUT;
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

    /** Puts the first batch of the first epoch into the network. */
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
        return trainer.fit(training, epochs, callbacks);
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
        return trainer.resume(training, callbacks);
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
        return evaluator.evaluate("validation", validation);
    }

    /**
     * Judges the network by the test set.
     *
     * @return the metrics
     * @throws DivergenceException if the loss is not finite; it names the layer
     */
    public Metrics test() {
        return evaluator.evaluate("test", test);
    }

    /**
     * The validation accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double validationAccuracy() {
        return evaluator.accuracy(validation);
    }

    /**
     * The test accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double testAccuracy() {
        return evaluator.accuracy(test);
    }

    @Override
    public void close() {
        model.close();
    }
}
