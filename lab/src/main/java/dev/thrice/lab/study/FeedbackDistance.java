package dev.thrice.lab.study;

import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.study.FeedbackResult.Distance;
import dev.thrice.learn.Callback;
import dev.thrice.learn.Epoch;
import java.util.ArrayList;
import java.util.List;

/** Follows ||B - W^T|| along a training. B is kept in W's shape. */
final class FeedbackDistance implements Callback {
    private final Network network;
    private final int interval;
    private final double first;
    private final List<Distance> distances = new ArrayList<>();
    private int steps;

    /** Begins before the first step; looks once in so many steps. */
    FeedbackDistance(Network network, int interval) {
        this.network = network;
        this.interval = interval;
        first = norm();
        distances.add(new Distance(0, 1));
    }

    @Override
    public void afterEpoch(Epoch epoch) {}

    @Override
    public void afterStep(int step, double loss) {
        steps++;
        if (steps % interval == 0) {
            distances.add(new Distance(steps, norm() / first));
        }
    }

    List<Distance> distances() {
        return distances;
    }

    private double norm() {
        double sum = 0;
        for (int l = 1; l < network.chain().length(); l++) {
            Tensor weight = network.parameters().weight(l);
            Tensor feedback = network.parameters().get(l, DenseLayer.FEEDBACK);
            for (int i = 0; i < weight.rows(); i++) {
                for (int j = 0; j < weight.columns(); j++) {
                    double apart = (double) feedback.get(i, j) - weight.get(i, j);
                    sum += apart * apart;
                }
            }
        }
        return Math.sqrt(sum);
    }
}
