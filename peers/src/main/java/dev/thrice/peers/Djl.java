package dev.thrice.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import dev.thrice.lab.peers.Peer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/** DJL on libtorch, on one thread. Its networks live as long as the JVM. */
public final class Djl implements Peer {
    private static final String ENGINE = "PyTorch";
    private static final int SIDE = 28;

    @Override
    public String name() {
        return "DJL";
    }

    @Override
    public Optional<String> unavailable() {
        System.setProperty("ai.djl.pytorch.num_threads", "1"); // read when the engine is loaded
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("OPT_OUT_TRACKING", "true"); // else it tells its makers that it runs
        return Loading.of(() -> Engine.getEngine(ENGINE));
    }

    @Override
    public Optional<Task> trainingStep(
            List<Integer> widths,
            List<float[]> parameters,
            float[] inputs,
            int[] labels,
            float learningRate,
            float momentum) {
        Shape batch = new Shape(labels.length, widths.getFirst());
        return Optional.of(step(perceptron(widths, parameters), inputs, batch, labels, learningRate, momentum));
    }

    @Override
    public Optional<Task> lenet5Step(
            List<float[]> parameters, float[] inputs, int[] labels, float learningRate, float momentum) {
        Shape batch = new Shape(labels.length, 1, SIDE, SIDE);
        return Optional.of(step(lenet5(parameters), inputs, batch, labels, learningRate, momentum));
    }

    private static Step step(
            SequentialBlock block, float[] inputs, Shape batch, int[] labels, float learningRate, float momentum) {
        Model model = Model.newInstance("model", ENGINE);
        model.setBlock(block);
        Optimizer optimizer = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(learningRate))
                .optMomentum(momentum)
                .build();
        Trainer trainer =
                model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
        trainer.initialize(batch);
        NDManager manager = trainer.getManager();
        return new Step(
                trainer,
                new NDList(manager.create(inputs, batch)),
                new NDList(manager.create(labels).toType(DataType.INT64, false)));
    }

    private static SequentialBlock lenet5(List<float[]> parameters) {
        SequentialBlock block = new SequentialBlock();
        int[] channels = {6, 16};
        for (int l = 0; l < channels.length; l++) {
            Conv2d convolution = Conv2d.builder()
                    .setKernelShape(new Shape(5, 5))
                    .optPadding(l == 0 ? new Shape(2, 2) : new Shape(0, 0))
                    .setFilters(channels[l])
                    .build();
            initialize(convolution, parameters.get(2 * l), parameters.get(2 * l + 1));
            block.add(convolution);
            block.add(Activation::tanh);
            block.add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
        block.add(Blocks.batchFlattenBlock());
        int[] widths = {120, 84, 10};
        for (int l = 0; l < widths.length; l++) {
            if (l > 0) {
                block.add(Activation::tanh);
            }
            block.add(layer(widths[l], parameters.get(4 + 2 * l), parameters.get(5 + 2 * l)));
        }
        return block;
    }

    @Override
    public Optional<Prediction> prediction(List<Integer> widths, List<float[]> parameters, float[] sample) {
        NDManager manager = NDManager.newBaseManager(Device.cpu(), ENGINE);
        SequentialBlock block = perceptron(widths, parameters);
        Shape shape = new Shape(1, sample.length);
        block.initialize(manager, DataType.FLOAT32, shape);
        return Optional.of(new Forward(manager, block, new ParameterStore(manager, false), sample, shape));
    }

    private static SequentialBlock perceptron(List<Integer> widths, List<float[]> parameters) {
        SequentialBlock block = new SequentialBlock();
        for (int l = 0; l < widths.size() - 1; l++) {
            if (l > 0) {
                block.add(Activation::tanh);
            }
            block.add(layer(widths.get(l + 1), parameters.get(2 * l), parameters.get(2 * l + 1)));
        }
        return block;
    }

    private static Linear layer(int outputs, float[] weights, float[] biases) {
        Linear layer = Linear.builder().setUnits(outputs).build();
        initialize(layer, weights, biases);
        return layer;
    }

    private static void initialize(Block layer, float[] weights, float[] biases) {
        layer.setInitializer((manager, shape, type) -> manager.create(weights, shape), Parameter.Type.WEIGHT);
        layer.setInitializer((manager, shape, type) -> manager.create(biases, shape), Parameter.Type.BIAS);
    }

    private static final class Forward implements Prediction {
        private final NDManager manager;
        private final SequentialBlock block;
        private final ParameterStore parameters;
        private final float[] sample;
        private final Shape shape;
        private float[] outputs;
        private int answer;

        Forward(NDManager manager, SequentialBlock block, ParameterStore parameters, float[] sample, Shape shape) {
            this.manager = manager;
            this.block = block;
            this.parameters = parameters;
            this.sample = sample;
            this.shape = shape;
        }

        @Override
        public void run() {
            try (NDManager own = manager.newSubManager()) {
                NDList inputs = new NDList(own.create(sample, shape));
                outputs = block.forward(parameters, inputs, false)
                        .singletonOrThrow()
                        .toFloatArray();
            }
            answer = Largest.of(FloatBuffer.wrap(outputs));
        }

        @Override
        public int answer() {
            return answer;
        }

        @Override
        public float[] result() {
            return outputs;
        }
    }

    private record Step(Trainer trainer, NDList inputs, NDList labels) implements Task {
        @Override
        public void run() {
            try (NDManager step = trainer.getManager().newSubManager();
                    GradientCollector collector = trainer.newGradientCollector()) {
                NDList output = trainer.forward(inputs);
                NDArray loss = trainer.getLoss().evaluate(labels, output);
                collector.backward(loss);
                loss.attach(step);
                output.attach(step);
            }
            trainer.step();
        }

        @Override
        public float[] result() {
            List<float[]> values = trainer.getModel().getBlock().getParameters().stream()
                    .map(Pair::getValue)
                    .map(parameter -> parameter.getArray().toFloatArray())
                    .toList();
            FloatBuffer all = FloatBuffer.allocate(
                    values.stream().mapToInt(part -> part.length).sum());
            values.forEach(all::put);
            return all.array();
        }
    }
}
