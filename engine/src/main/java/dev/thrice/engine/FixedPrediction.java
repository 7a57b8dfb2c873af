package dev.thrice.engine;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * Predictive coding under the fixed-prediction assumption, FPA-PC (3.19 - 3.26): predictions and Jacobians stay at the
 * feedforward pass, and
 *
 * <pre>e_l(t+1) = (1 - gamma) e_l(t) + gamma J_l(mu_l)^T e_(l+1)(t),  l = 1 .. L-1;  e_L fixed;  e_l(0) = 0.</pre>
 *
 * <p>All nodes update at once from the values of the step before (Jacobi order). Layers x rows are divided among the
 * workers of a team, which meet after each step; the result has the same bits for any number of workers.
 */
public final class FixedPrediction implements LearningAlgorithm {
    private final Network network;
    private final WorkerTeam team;
    private final WorkerTeam.Job job = this::infer;
    private final Kernels kernels;
    private final Tensor[] errors;

    /** Deltas of even and of odd steps: what one step reads, the next overwrites. */
    private final Tensor[][] deltas;

    private final NodeShare[][] shares;
    private int steps;

    /**
     * Plans it for a network.
     *
     * @param network whose errors it computes; its arena holds them
     * @param steps inference steps of a {@link #run()}, at least 0
     * @param stepSize gamma, in (0, 2)
     * @param team who works; not closed by this
     * @throws IllegalArgumentException if a number is out of range
     */
    public FixedPrediction(Network network, int steps, float stepSize, WorkerTeam team) {
        requireSteps(steps);
        if (!(stepSize > 0 && stepSize < 2)) {
            throw new IllegalArgumentException("step size " + stepSize + ", expected above 0 and below 2");
        }
        this.network = network;
        this.steps = steps;
        this.team = team;
        kernels = network.kernels();
        int length = network.chain().length();
        errors = new Tensor[length];
        deltas = new Tensor[2][length + 1];
        for (int l = 1; l < length; l++) {
            errors[l] = allocate(l);
            deltas[0][l] = allocate(l);
            deltas[1][l] = allocate(l);
        }
        deltas[0][length] = allocate(length);
        deltas[1][length] = deltas[0][length];
        List<List<Shares.Share>> divided = Shares.ofHiddenNodes(network.chain(), network.batch(), team.workers());
        shares = new NodeShare[team.workers()][];
        for (int w = 0; w < shares.length; w++) {
            shares[w] = divided.get(w).stream()
                    .map(share -> new NodeShare(share, stepSize))
                    .toArray(NodeShare[]::new);
        }
    }

    @Override
    public void run() {
        run(steps);
    }

    /**
     * Runs another number of steps than the planned.
     *
     * @param inferenceSteps at least 0
     * @throws IllegalArgumentException if it is negative
     */
    public void run(int inferenceSteps) {
        requireSteps(inferenceSteps);
        steps = inferenceSteps;
        int last = network.chain().length();
        kernels.softmaxResidual(network.activation(last), network.labels(), 1f, deltas[0][last]);
        team.run(job);
    }

    @Override
    public Tensor delta(int node) {
        return deltas[steps & 1][node];
    }

    /**
     * The error of a hidden node after the last run.
     *
     * @param node l in 1 .. L - 1
     * @return e_l, [batch x width]
     */
    public Tensor error(int node) {
        return errors[node];
    }

    @Override
    public int inputVjps() {
        return steps * (network.chain().length() - 1);
    }

    private void infer(int worker, WorkerTeam workers) {
        for (NodeShare share : shares[worker]) {
            share.start();
        }
        workers.meet();
        for (int t = 0; t < steps; t++) {
            for (NodeShare share : shares[worker]) {
                share.step(t);
            }
            workers.meet();
        }
    }

    private Tensor allocate(int node) {
        return Tensor.allocate(network.arena(), network.batch(), network.chain().width(node));
    }

    private static Tensor rows(Tensor tensor, Shares.Share share) {
        return tensor.rows(share.firstRow(), share.rows());
    }

    private static void requireSteps(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("inference steps " + steps + ", expected at least 0");
        }
    }

    /** A worker's rows of a node, as views and plans made once. */
    private final class NodeShare {
        private final Gemm firstVjp;
        private final Gemm nextVjp;
        private final Tensor weight;
        private final Tensor error;
        private final Tensor activation;
        private final Tensor[] above;
        private final Tensor[] delta;

        NodeShare(Shares.Share share, float stepSize) {
            int l = share.node();
            Chain chain = network.chain();
            GemmSpec product = GemmSpec.nn(share.rows(), chain.width(l), chain.width(l + 1));
            firstVjp = kernels.gemm(product.scaled(stepSize, 0f));
            nextVjp = kernels.gemm(product.scaled(stepSize, 1f - stepSize));
            weight = network.parameters().weight(l);
            error = rows(errors[l], share);
            activation = rows(network.activation(l), share);
            above = new Tensor[] {rows(deltas[0][l + 1], share), rows(deltas[1][l + 1], share)};
            delta = new Tensor[] {rows(deltas[0][l], share), rows(deltas[1][l], share)};
        }

        void start() {
            kernels.fill(0f, error);
            kernels.fill(0f, delta[0]);
        }

        void step(int t) {
            Gemm inputVjp = t == 0 ? firstVjp : nextVjp; // e(0) = 0 needs no reading
            inputVjp.run(above[t & 1], weight, error);
            kernels.tanhDerivative(error, activation, delta[(t + 1) & 1]);
        }
    }
}
