package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.NetworkSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The networks that a fork measures: the main one first, then those that vary it, in one number each. */
final class Plan {
    private static final int QUICK_ROUNDS = 50;
    private static final int FULL_ROUNDS = 300;
    private static final int QUICK_WARM_UP_MILLIS = 3_000;
    private static final int FULL_WARM_UP_MILLIS = 8_000;

    // of all sweeps together; each network of them gets its share
    private static final int QUICK_SWEEP_ROUNDS = 120;
    private static final int FULL_SWEEP_ROUNDS = 1_000;
    private static final int QUICK_SWEEP_MILLIS = 2_000;
    private static final int FULL_SWEEP_MILLIS = 20_000;

    private static final int[] DEPTHS = {2, 4, 8, 16, 32};
    private static final int[] WIDTHS = {16, 32, 128, 256, 512, 1024};
    private static final int[] BATCHES = {1, 4, 16, 256};
    private static final int[] BOTTLENECKS = {2, 4, 8, 16};
    /** Fewer hidden layers have none with others of the usual width on both sides. */
    private static final int FEWEST_WITH_BOTTLENECK = 3;

    /** All that are planned on the main network: algorithms, recorders, comparisons of gradients; and on another. */
    private static final int ENGINES_OF_MAIN = 40;

    private static final int ENGINES_OF_OTHERS = 4;

    // What is known of times, about: bytes of one, and of whom there are any.
    private static final double RECORDED_BYTES = 32;
    private static final int CONTENDERS = 80;
    private static final int CONTENDERS_A_LAYER = 7;

    /** Nodes' arrivals at each step, and the tasks of which schedules are made, both as many as nodes times steps. */
    private static final double TASK_BYTES = 2_000;

    private static final int[] QUICK_DEPTHS = {2, 16};
    private static final int[] QUICK_WIDTHS = {16, 256};
    private static final int[] QUICK_BATCHES = {1, 256};
    private static final int[] QUICK_BOTTLENECKS = {4, 16};

    /**
     * One network.
     *
     * @param name unlike any other's of the plan
     * @param chain its functions
     * @param batch samples
     * @param sweeps what it varies and to what
     * @param rounds of timing
     * @param warmUpMillis before them
     */
    record Case(String name, Chain chain, int batch, Map<String, Double> sweeps, int rounds, int warmUpMillis) {
        /** Whether it is the one that the others vary. */
        boolean main() {
            return sweeps.size() > 1;
        }
    }

    private final Options options;
    private final int features;
    private final int classes;
    private final List<Case> cases = new ArrayList<>();

    /**
     * Plans what {@link #requireRoom} has found room for.
     *
     * @param features of the data, as many as the networks' inputs
     * @param classes of the data, as many as their outputs
     */
    Plan(Options options, int features, int classes) {
        this.options = options;
        this.features = features;
        this.classes = classes;
        boolean quick = options.quick;
        List<Case> varied = new ArrayList<>();
        Map<String, Double> main = new TreeMap<>();
        int length = options.hiddenLayers() + 1;
        sweep("chain length", length, quick ? QUICK_DEPTHS : DEPTHS, main, varied, l -> chain(l - 1, options.width()));
        if (options.hiddenLayers() > 0) {
            sweep("width", options.width(), quick ? QUICK_WIDTHS : WIDTHS, main, varied, w -> chain(length - 1, w));
        }
        sweep("batch", options.batch(), quick ? QUICK_BATCHES : BATCHES, main, varied, b -> mainChain());
        if (options.hiddenLayers() >= FEWEST_WITH_BOTTLENECK) {
            sweep("bottleneck", 1, quick ? QUICK_BOTTLENECKS : BOTTLENECKS, main, varied, this::bottleneck);
        }
        cases.add(new Case(
                mainChain().toString(),
                mainChain(),
                options.batch(),
                main,
                quick ? QUICK_ROUNDS : FULL_ROUNDS,
                quick ? QUICK_WARM_UP_MILLIS : FULL_WARM_UP_MILLIS));
        for (Case one : varied) {
            cases.add(new Case(
                    one.name,
                    one.chain,
                    one.batch,
                    one.sweeps,
                    (quick ? QUICK_SWEEP_ROUNDS : FULL_SWEEP_ROUNDS) / varied.size(),
                    (quick ? QUICK_SWEEP_MILLIS : FULL_SWEEP_MILLIS) / varied.size()));
        }
    }

    /**
     * Checks that there is memory for every network of the plan, and for what is measured.
     *
     * @param features of the data, MNIST's as long as nobody knows
     * @param classes of the data
     * @throws dev.thrice.command.UsageError if there is not, or a number is out of range
     */
    static void requireRoom(Options options, Memory memory, int features, int classes) {
        int hidden = options.hiddenLayers();
        boolean bottlenecks = hidden >= FEWEST_WITH_BOTTLENECK;
        int widest = bottlenecks ? BOTTLENECKS[BOTTLENECKS.length - 1] : 1;
        new NetworkSize(hidden, options.width(), options.batch(), features, classes)
                .inRange(0, widest)
                .require(memory, 1, ENGINES_OF_MAIN);
        for (NetworkSize varied : List.of(
                new NetworkSize(hidden + 2 * widest, options.width(), options.batch()), // as a layer so much wider is
                new NetworkSize(DEPTHS[DEPTHS.length - 1] - 1, options.width(), options.batch()),
                new NetworkSize(hidden, WIDTHS[WIDTHS.length - 1], options.batch()),
                new NetworkSize(hidden, options.width(), BATCHES[BATCHES.length - 1]))) {
            varied.on(features, classes).inRange(0, 1).require(memory, 1, ENGINES_OF_OTHERS);
        }
        double times = RECORDED_BYTES * FULL_ROUNDS * (CONTENDERS + CONTENDERS_A_LAYER * (double) hidden);
        memory.requireHeap(
                "--hidden-layers " + hidden + " in --forks " + options.forks(),
                options.forks() * times + TASK_BYTES * hidden * hidden);
    }

    List<Case> cases() {
        return cases;
    }

    Case main() {
        return cases.getFirst();
    }

    private void sweep(
            String name, int usual, int[] values, Map<String, Double> main, List<Case> varied, IntFunction<Chain> of) {
        main.put(name, (double) usual);
        for (int value : values) {
            if (value != usual) {
                Chain chain = of.apply(value);
                int batch = name.equals("batch") ? value : options.batch();
                String full = chain + (batch == options.batch() ? "" : ", batch " + batch);
                varied.add(new Case(full, chain, batch, Map.of(name, (double) value), 0, 0));
            }
        }
    }

    /**
     * Checks that there are enough images for every network's batch.
     *
     * @throws UserError if not
     */
    void requireEnough(Mnist mnist) {
        int largest = cases.stream().mapToInt(Case::batch).max().orElseThrow();
        if (largest > mnist.train().count()) {
            throw new UserError(mnist.train().count() + " images to train on, expected at least " + largest
                    + ", the largest batch that is measured");
        }
    }

    /** Of all networks together. */
    int rounds() {
        return cases.stream().mapToInt(Case::rounds).sum();
    }

    private Chain mainChain() {
        return chain(options.hiddenLayers(), options.width());
    }

    private Chain chain(int hiddenLayers, int width) {
        return Chain.multilayerPerceptron(features, hiddenLayers, width, classes);
    }

    /** The middle hidden layer so many times as wide. */
    private Chain bottleneck(int factor) {
        Chain usual = mainChain();
        int wide = (usual.length() + 1) / 2;
        List<ElementaryFunction> functions = new ArrayList<>(usual.functions());
        functions.set(wide - 1, new DenseLayer(usual.width(wide - 1), factor * options.width(), Activation.TANH));
        functions.set(wide, new DenseLayer(factor * options.width(), usual.width(wide + 1), Activation.TANH));
        return new Chain(functions, usual.loss());
    }
}
