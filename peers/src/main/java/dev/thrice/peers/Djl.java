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
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
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
        Model model = Model.newInstance("perceptron", ENGINE);
        model.setBlock(perceptron(widths, parameters));
        Optimizer optimizer = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(learningRate))
                .optMomentum(momentum)
                .build();
        Trainer trainer =
                model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
        Shape batch = new Shape(labels.length, widths.getFirst());
        trainer.initialize(batch);
        NDManager manager = trainer.getManager();
        return Optional.of(new Step(
                trainer,
                new NDList(manager.create(inputs, batch)),
                new NDList(manager.create(labels).toType(DataType.INT64, false))));
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
        layer.setInitializer((manager, shape, type) -> manager.create(weights, shape), Parameter.Type.WEIGHT);
        layer.setInitializer((manager, shape, type) -> manager.create(biases, shape), Parameter.Type.BIAS);
        return layer;
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
