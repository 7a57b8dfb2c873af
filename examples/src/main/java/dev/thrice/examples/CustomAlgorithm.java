package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.algorithm.NodeRows;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.Nodes;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.diagnostics.GradientComparison;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A learning algorithm of one's own, {@link DirectFeedbackAlignment}, beside backpropagation: what it learns, and by which gradient. */
public final class CustomAlgorithm {
    private static final int EPOCHS = 5;
    private static final int BATCH = 64;
    private static final Chain CHAIN = Chain.multilayerPerceptron(784, 2, 64, 10);

    private CustomAlgorithm() {}

    public static void main(String... args) {
        Split data = SyntheticDigits.generate(9000, 1, Arena.ofAuto()).split(8000);
        LearningAlgorithm own = new DirectFeedbackAlignment(2);
        try (Model untrained = Model.of(CHAIN, 1);
                Model byBackprop = train(new Backpropagation(), data);
                Model byOwn = train(own, data)) {
            System.out.println("Backpropagation: " + byBackprop.evaluate(data.test()));
            System.out.println(own + ": " + byOwn.evaluate(data.test()));
            System.out.println("Cosines of its gradient to backpropagation's, layer by layer:");
            System.out.println("untrained " + cosines(untrained, own, data.train()));
            System.out.println("trained " + cosines(byOwn, own, data.train()));
        }
    }

    private static Model train(LearningAlgorithm algorithm, Split data) {
        Model model = Model.of(CHAIN, 1);
        model.trainer(algorithm, new Adam(3e-3f, Schedule.cosine(EPOCHS)))
                .batch(BATCH)
                .workers(2)
                .fit(data.train(), EPOCHS);
        return model;
    }

    /** On one batch. Towards the output both are the same; below, the weights that are learned come to agree with the feedback. */
    private static List<Double> cosines(Model model, LearningAlgorithm algorithm, Dataset data) {
        try (Network network = new Network(model.chain(), BATCH, model.kernels(), model.parameters())) {
            for (int i = 0; i < BATCH; i++) {
                data.copy(i, network.inputs(), network.labels(), i);
            }
            Engine engine = new Engine(network, algorithm, new Sequential());
            Engine backprop = new Engine(network, new Backpropagation(), new Sequential());
            engine.gradients();
            backprop.gradients();
            return GradientComparison.of(engine.gradient(), backprop.gradient()).layers().stream()
                    .map(GradientComparison.Distance::cosine)
                    .toList();
        }
    }

    /**
     * Direct feedback alignment (N&oslash;kland 2016): each hidden node has its error from the output at once, through random weights of its own
     * that never change, e_l = B_l delta_L. One step however deep the network, and no transposed weights.
     */
    record DirectFeedbackAlignment(long seed) implements LearningAlgorithm {
        @Override
        public Set<NodeVariable> keeps() {
            return Set.of(NodeVariable.ERROR, NodeVariable.DELTA);
        }

        @Override
        public LossReduction reduction() {
            return LossReduction.SUM;
        }

        @Override
        public Inference plan(Nodes nodes) {
            int output = nodes.chain().length();
            List<Tensor> feedback = feedback(nodes);
            return new Inference() {
                @Override
                public int steps() {
                    return 1;
                }

                @Override
                public boolean predicts() {
                    return false;
                }

                @Override
                public boolean active(int node, int t) {
                    return true;
                }

                @Override
                public boolean useful(int node, int t) {
                    return true;
                }

                @Override
                public NodeProgram program(NodeRows rows) {
                    if (rows.node() == output) {
                        return new Program(rows.outputCotangent(reduction()), Operation.NOTHING, Operation.NOTHING);
                    }
                    Tensor deltaOfOutput = rows.of(nodes.delta(output));
                    Tensor weights = feedback.get(rows.node() - 1);
                    Tensor error = rows.error();
                    Gemm product = nodes.kernels().gemm(deltaOfOutput, weights, error);
                    Operation move = () -> product.run(deltaOfOutput, weights, error);
                    return new Program(Operation.NOTHING, move, rows.cotangent());
                }
            };
        }

        /** B_l^T, [outputs x width of node l], in memory that lasts as long as the plan. */
        private List<Tensor> feedback(Nodes nodes) {
            SplittableRandom random = new SplittableRandom(seed);
            int outputs = nodes.chain().width(nodes.chain().length());
            List<Tensor> all = new ArrayList<>();
            for (int node = 1; node < nodes.chain().length(); node++) {
                int width = nodes.chain().width(node);
                MemorySegment memory = Arena.ofAuto().allocate((long) outputs * width * Float.BYTES, Float.BYTES);
                Tensor weights = Tensor.of(memory, outputs, width);
                double limit = Math.sqrt(3. / outputs);
                for (int i = 0; i < outputs; i++) {
                    for (int j = 0; j < width; j++) {
                        weights.set(i, j, (float) random.nextDouble(-limit, limit));
                    }
                }
                all.add(weights);
            }
            return all;
        }

        /** A node: from what is there after the forward pass, in one step, to its error and the cotangent that gradients are made of. */
        private record Program(Operation begin, Operation move, Operation comparison) implements NodeProgram {
            @Override
            public void start() {
                begin.run();
            }

            @Override
            public void relax(int t) {
                move.run();
            }

            @Override
            public void compare() {
                comparison.run();
            }
        }
    }
}
