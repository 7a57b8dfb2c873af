package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.lab.data.Mnist;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    // What is known of times, about: bytes of one, and of whom there are any.
    private static final double RECORDED_BYTES = 32;
    private static final int CONTENDERS = 80;
    private static final int CONTENDERS_A_LAYER = 7;

    /** Nodes' arrivals at each step, and the tasks of which schedules are made, both as many as nodes times steps. */
    private static final double TASK_BYTES = 2_000;

    /**
     * One network.
     *
     * @param main whether it is the one that the others vary
     * @param name unlike any other's of the plan
     * @param chain its functions
     * @param batch samples
     * @param sweeps what it varies and to what
     * @param rounds of timing
     * @param warmUpMillis before them
     */
    record Case(
            boolean main,
            String name,
            Chain chain,
            int batch,
            Map<String, Double> sweeps,
            int rounds,
            int warmUpMillis) {}

    private final List<Case> cases = new ArrayList<>();

    /**
     * Plans what {@link #requireRoom} has found room for.
     *
     * @param features of the data, as many as the networks' inputs
     * @param classes of the data, as many as their outputs
     */
    Plan(Options options, int features, int classes) {
        boolean quick = options.quick;
        Networks networks = options.networks(features, classes);
        cases.add(new Case(
                true,
                networks.chain().toString(),
                networks.chain(),
                options.batch(),
                networks.sweeps(),
                quick ? QUICK_ROUNDS : FULL_ROUNDS,
                quick ? QUICK_WARM_UP_MILLIS : FULL_WARM_UP_MILLIS));
        List<Networks.Variation> varied = networks.variations(quick);
        for (Networks.Variation one : varied) {
            String batch = one.batch() == options.batch() ? "" : ", batch " + one.batch();
            cases.add(new Case(
                    false,
                    one.chain() + batch,
                    one.chain(),
                    one.batch(),
                    Map.of(one.sweep(), one.value()),
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
        Networks networks = options.networks(features, classes);
        networks.requireRoom(memory);
        double hidden = networks.length() - 1.;
        double times = RECORDED_BYTES * FULL_ROUNDS * (CONTENDERS + CONTENDERS_A_LAYER * hidden);
        memory.requireHeap(
                networks.length() + " layers in --forks " + options.forks(),
                options.forks() * times + TASK_BYTES * hidden * hidden);
    }

    List<Case> cases() {
        return cases;
    }

    Case main() {
        return cases.getFirst();
    }

    /**
     * Checks that there are enough images for every network's batch.
     *
     * @throws UserError if not
     */
    void requireEnough(Mnist mnist) {
        int largest = cases.stream().mapToInt(Case::batch).max().orElseThrow();
        if (largest > mnist.train().count()) {
            throw new UserError(mnist.train().count() + " examples to train on, expected at least " + largest
                    + ", the largest batch that is measured");
        }
    }

    /** Of all networks together. */
    int rounds() {
        return cases.stream().mapToInt(Case::rounds).sum();
    }
}
