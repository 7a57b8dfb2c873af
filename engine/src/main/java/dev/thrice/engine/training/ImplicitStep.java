package dev.thrice.engine.training;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step of implicit stochastic gradient descent, solved rather than approximated: theta+ = theta - alpha grad L(theta+)
 * with L the mean loss of the batch (Toulis &amp; Airoldi 2017), which is where the proximal objective L(theta+) + ||theta+
 * - theta||^2 / (2 alpha) is stationary.
 *
 * <p>The displacement d = theta+ - theta descends d + alpha grad L(theta + d), from 0, by gradients of {@link
 * Backpropagation} and the step sizes of Barzilai &amp; Borwein (1988, their second), at most 1. Kept in place of theta+, d
 * has float32's relative precision however small it is. Allocates nothing.
 *
 * <p>It has an {@link Engine} of its own, and three times the memory of the parameters beside that, which is the network's until that
 * closes: make one and run it often.
 *
 * <p>One caller at a time, which is checked; it uses the {@link Network} throughout.
 */
public final class ImplicitStep {
    private final SingleEntry entry = new SingleEntry("implicit step");
    private final Engine engine;
    private final Network network;
    private final Kernels kernels;
    private final float alpha;
    private final double tolerance;
    private final int mostIterations;
    private final Tensor[] parameters;
    private final Tensor[] starts;
    private final Tensor[] displacements;
    private final Tensor[] residuals;
    private final Tensor[] lastResiduals;
    private final Operation solve = this::solve;
    private int iterations;
    private double residual;
    private double loss;

    /**
     * Plans it.
     *
     * @param network what is to learn
     * @param executor in which order, on which threads gradients are taken
     * @param alpha learning rate, above 0
     * @param tolerance of the equation: ||d + alpha grad L(theta + d)|| is to be at most this part of ||alpha grad L(theta)||,
     *     above 0 and below 1
     * @param mostIterations after which to give up, at least 1
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public ImplicitStep(Network network, Executor executor, float alpha, double tolerance, int mostIterations) {
        if (!(alpha > 0) || Float.isInfinite(alpha)) {
            throw new IllegalArgumentException("learning rate " + alpha + ", expected a number above 0");
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ", expected above 0 and below 1");
        }
        if (mostIterations < 1) {
            throw new IllegalArgumentException("iterations " + mostIterations + ", expected at least 1");
        }
        this.network = network;
        this.alpha = alpha;
        this.tolerance = tolerance;
        this.mostIterations = mostIterations;
        kernels = network.kernels();
        parameters = tensors(network.parameters());
        Tensor[][] memory = new Tensor[3][];
        engine = network.planned(() -> {
            Arrays.setAll(memory, i -> tensors(network.allocateParameters()));
            return new Engine(network, new Backpropagation(), executor);
        });
        starts = memory[0];
        displacements = memory[1];
        lastResiduals = memory[2];
        residuals = tensors(engine.gradient());
    }

    /**
     * Trains on the batch that is in the network.
     *
     * @return the mean loss of the batch, before the update
     * @throws DivergenceException if something is not finite, or the equation is not solved in the iterations allowed; parameters
     *     are then those before
     */
    public double run() {
        entry.enter();
        try {
            network.reserved(solve);
            return loss;
        } finally {
            entry.leave();
        }
    }

    private void solve() {
        for (int i = 0; i < parameters.length; i++) {
            starts[i].copyFrom(parameters[i]);
            displacements[i].fill(0f);
        }
        boolean solved = false;
        try {
            solved = descend();
        } finally {
            if (!solved) {
                for (int i = 0; i < parameters.length; i++) {
                    parameters[i].copyFrom(starts[i]);
                }
            }
        }
        if (!solved) {
            throw new DivergenceException("implicit step: loss " + loss + ", residual " + residual + " after "
                    + iterations + " iterations, expected finite numbers and a residual of at most " + tolerance
                    + "; the parameters are those of the step before");
        }
    }

    /** Returns whether that has solved the equation in finite numbers. */
    private boolean descend() {
        double square = computeResidual();
        loss = network.loss();
        double allowed = tolerance * tolerance * square;
        double first = square;
        double stepSize = 1;
        iterations = 0;
        while (square > allowed && iterations < mostIterations) {
            iterations++;
            move((float) stepSize);
            double lastSquare = square;
            square = computeResidual();
            double product = product();
            double curvature = lastSquare - product; // of the last step, over its size
            double change = square - 2 * product + lastSquare;
            stepSize = curvature > 0 && change > 0 ? Math.min(1, stepSize * curvature / change) : 1;
        }
        residual = first == 0 ? 0 : Math.sqrt(square / first);
        return Double.isFinite(loss) && square <= allowed && allFinite();
    }

    private boolean allFinite() {
        boolean all = true;
        for (Tensor parameter : parameters) {
            all &= kernels.allFinite(parameter);
        }
        return all;
    }

    /**
     * The iterations of the last step.
     *
     * @return gradients taken, less one
     */
    public int iterations() {
        return iterations;
    }

    /**
     * What the last step leaves of the equation.
     *
     * @return ||d + alpha grad L(theta + d)|| / ||alpha grad L(theta)||
     */
    public double residual() {
        return residual;
    }

    /** residual = d + alpha grad L(theta + d); returns its square. */
    private double computeResidual() {
        engine.gradients();
        double square = 0;
        for (int i = 0; i < residuals.length; i++) {
            kernels.axpby(1f, displacements[i], alpha, residuals[i]);
            square += kernels.sumOfSquares(residuals[i]);
        }
        return square;
    }

    private void move(float stepSize) {
        for (int i = 0; i < parameters.length; i++) {
            lastResiduals[i].copyFrom(residuals[i]);
            kernels.axpby(-stepSize, residuals[i], 1f, displacements[i]);
            kernels.axpby(1f, starts[i], 1f, displacements[i], parameters[i]);
        }
    }

    private double product() {
        double sum = 0;
        for (int i = 0; i < residuals.length; i++) {
            sum += kernels.dot(residuals[i], lastResiduals[i]);
        }
        return sum;
    }

    private static Tensor[] tensors(Parameters parameters) {
        return IntStream.range(0, parameters.length())
                .mapToObj(parameters::of)
                .flatMap(List::stream)
                .toArray(Tensor[]::new);
    }
}
