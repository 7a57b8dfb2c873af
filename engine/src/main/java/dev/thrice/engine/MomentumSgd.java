package dev.thrice.engine;

import dev.thrice.kernels.Kernels;

/** Stochastic gradient descent with momentum, in PyTorch's form: v = momentum v + g; theta = theta - rate v. */
public final class MomentumSgd {
    private final Network network;
    private final Parameters gradient;
    private final Parameters velocity;
    private final float learningRate;
    private final float momentum;

    /**
     * Starts at rest.
     *
     * @param network whose parameters it updates
     * @param gradient the gradient to follow
     * @param learningRate above 0
     * @param momentum in [0, 1); 0 is plain SGD
     * @throws IllegalArgumentException if a number is out of range
     */
    public MomentumSgd(Network network, Parameters gradient, float learningRate, float momentum) {
        if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learning rate " + learningRate + ", expected a number above 0");
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum " + momentum + ", expected at least 0 and below 1");
        }
        this.network = network;
        this.gradient = gradient;
        this.learningRate = learningRate;
        this.momentum = momentum;
        velocity = Parameters.zeros(network.arena(), network.chain());
    }

    /** One step. Allocates nothing. */
    public void step() {
        Kernels kernels = network.kernels();
        Parameters parameters = network.parameters();
        for (int l = 0; l < parameters.length(); l++) {
            kernels.momentumStep(parameters.weight(l), gradient.weight(l), velocity.weight(l), learningRate, momentum);
            kernels.momentumStep(parameters.bias(l), gradient.bias(l), velocity.bias(l), learningRate, momentum);
        }
    }
}
