package dev.thrice.lab.peers;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.Model;
import dev.thrice.learn.Predictor;
import java.util.Optional;
import java.util.SplittableRandom;

/** Thrice's own prediction of one random sample, on one thread, as a user of the library asks for it. */
final class ThricePrediction implements Peer.Prediction, AutoCloseable {
    private final Model model;
    private final Predictor predictor;
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
        model = Model.of(shape.chain(), seed, kernels);
        predictor = model.predictor();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextDouble();
        }
    }

    @Override
    public void run() {
        answer = predictor.classify(sample);
    }

    @Override
    public int answer() {
        return answer;
    }

    @Override
    public float[] result() {
        float[] outputs = predictor.probabilities(sample, new float[NetworkShape.CLASSES]);
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) Math.log(outputs[i]);
        }
        return outputs;
    }

    /** The same by a peer. */
    Optional<Peer.Prediction> by(Peer peer) {
        return peer.prediction(
                ThriceStep.widths(model.chain()),
                ThriceStep.parameters(model.parameters()).map(Tensor::toArray).toList(),
                sample.clone());
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
