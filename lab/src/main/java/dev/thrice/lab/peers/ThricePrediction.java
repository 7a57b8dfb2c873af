package dev.thrice.lab.peers;

import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Optional;
import java.util.SplittableRandom;

/** Thrice's own prediction of one random sample, on one thread: a network of batch 1. */
final class ThricePrediction implements Peer.Prediction, AutoCloseable {
    private final Network network;
    private final Tensor output;
    private final float[] sample = new float[NetworkShape.INPUTS];
    private int answer;

    /**
     * Plans it.
     *
     * @param shape of the network
     * @param kernels who computes
     * @param seed of parameters and sample; the same gives the same
     */
    ThricePrediction(NetworkShape shape, Kernels kernels, long seed) {
        network = new Network(shape.chain(), 1, kernels, seed);
        output = network.activation(network.chain().length());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextDouble();
        }
    }

    @Override
    public void run() {
        network.inputs().copyFrom(sample);
        network.forward();
        int largest = 0;
        for (int j = 1; j < NetworkShape.CLASSES; j++) {
            largest = output.get(0, j) > output.get(0, largest) ? j : largest;
        }
        answer = largest;
    }

    @Override
    public int answer() {
        return answer;
    }

    @Override
    public float[] result() {
        return output.toArray();
    }

    /** The same by a peer. */
    Optional<Peer.Prediction> by(Peer peer) {
        return peer.prediction(
                ThriceStep.widths(network),
                ThriceStep.parameters(network).map(Tensor::toArray).toList(),
                sample.clone());
    }

    @Override
    public void close() {
        network.close();
    }
}
