package dev.thrice.lab.peers;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.images.ChannelsFirst;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Thrice's own step of backpropagation with momentum, on one random batch and one thread. */
final class ThriceStep implements Peer.Task, AutoCloseable {
    private static final float LEARNING_RATE = .01f;
    private static final float MOMENTUM = .9f;

    private final Network network;
    private final TrainingStep step;
    private final int[] labels;

    /**
     * Plans it.
     *
     * @param shape of the network and the batch
     * @param kernels who computes
     * @param seed of parameters and batch; the same gives the same
     */
    ThriceStep(NetworkShape shape, Kernels kernels, long seed) {
        network = new Network(shape.chain(), shape.batch(), kernels, seed);
        SplittableRandom random = new SplittableRandom(seed);
        labels = new int[shape.batch()];
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < NetworkShape.INPUTS; j++) {
                network.inputs().set(i, j, (float) random.nextDouble());
            }
            labels[i] = random.nextInt(NetworkShape.CLASSES);
            network.labels().set(i, labels[i]);
        }
        step = new TrainingStep(
                new Engine(network, new Backpropagation(), new Sequential()),
                new Momentum(LearningRates.all(LEARNING_RATE), MOMENTUM));
    }

    @Override
    public void run() {
        step.run();
    }

    @Override
    public float[] result() {
        return join(channelsFirst());
    }

    /** The same by a peer, from where the parameters are now. */
    Optional<Peer.Task> by(Peer peer) {
        List<float[]> parameters = channelsFirst();
        float[] inputs = network.inputs().toArray();
        return network.chain().function(0) instanceof Convolution
                ? peer.lenet5Step(parameters, inputs, labels.clone(), LEARNING_RATE, MOMENTUM)
                : peer.trainingStep(
                        widths(network.chain()), parameters, inputs, labels.clone(), LEARNING_RATE, MOMENTUM);
    }

    /** The parameters of all layers as PyTorch has them. */
    private List<float[]> channelsFirst() {
        ChannelsFirst order = new ChannelsFirst(network.chain());
        List<float[]> all = new ArrayList<>();
        try (TensorArena arena = TensorArena.open()) {
            for (int l = 0; l < network.chain().length(); l++) {
                List<Tensor> own = network.parameters().of(l);
                for (int p = 0; p < own.size(); p++) {
                    Tensor turned =
                            Tensor.allocate(arena, own.get(p).rows(), own.get(p).columns());
                    all.add(ChannelsFirst.fromPixels(own.get(p), order.channels(l, p), turned)
                            .toArray());
                }
            }
        }
        return all;
    }

    /** Of the products: forward, to the parameters, to the inputs of all layers but the first. */
    double flops() {
        Chain chain = network.chain();
        double flops = 0;
        for (int l = 0; l < chain.length(); l++) {
            flops += chain.function(l).forwardFlops(network.batch());
            flops += chain.function(l).parameterVjpFlops(network.batch());
            flops += l == 0 ? 0 : chain.function(l).inputVjpFlops(network.batch());
        }
        return flops;
    }

    @Override
    public void close() {
        network.close();
    }

    /** Of all nodes. */
    static List<Integer> widths(Chain chain) {
        return IntStream.rangeClosed(0, chain.length()).mapToObj(chain::width).toList();
    }

    /** Of all layers, one after the other. */
    static Stream<Tensor> parameters(Parameters parameters) {
        return IntStream.range(0, parameters.length()).boxed().flatMap(l -> parameters.of(l).stream());
    }

    private static float[] join(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int position = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, position, part.length);
            position += part.length;
        }
        return all;
    }
}
