package dev.thrice.lab.validate;

import dev.thrice.command.Version;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.command.BindOption;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.Environment;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.Scaling;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What one fork does: the networks of the plan, one after another. */
final class Validation implements AutoCloseable {
    private final Options options;
    private final Plan plan;
    private final Kernels kernels;
    private final Optional<Model> model;
    private final BindOption.Workers workers;

    /**
     * Plans the networks that checked options ask for.
     *
     * @param features of the data
     * @param classes of the data
     * @throws dev.thrice.command.UserError if the parameters of one's own network cannot be read
     */
    Validation(Options options, int features, int classes) {
        this.options = options;
        plan = new Plan(options, features, classes);
        kernels = options.provider.kernels();
        model = options.own().flatMap(networks -> networks.own().model(kernels));
        workers = options.binding.team(options.workers());
    }

    /** A run of the plan in this JVM. */
    final class Run {
        private final Mnist mnist;
        private final int number;
        private final Results empty;
        private final List<NetworkResults> done = new ArrayList<>();
        private NetworkRun running;

        Run(Mnist mnist, int number) {
            this.mnist = mnist;
            this.number = number;
            Plan.Case main = plan.main();
            empty = new Results(
                    Results.FORMAT,
                    Results.VERSION,
                    true,
                    Version.current(),
                    Version.commit(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    mnist.source() + ": " + mnist.detail(),
                    mnist.real(),
                    options.own().map(networks -> networks.own().name()).orElse(Results.OF_THE_PAPER),
                    Environment.measure(kernels),
                    new Results.Plan(options.seed, options.forks(), main.rounds(), main.warmUpMillis() / 1e3),
                    List.of(),
                    null);
        }

        /** The main network first; then the others, in an order of this fork's own, so that none is always late. */
        void measure(Runnable through) {
            long seed = options.seed * 1_000 + number;
            List<Plan.Case> others =
                    new ArrayList<>(plan.cases().subList(1, plan.cases().size()));
            Collections.shuffle(others, new Random(seed));
            measure(plan.main(), seed, through);
            others.forEach(other -> measure(other, seed, through));
        }

        private void measure(Plan.Case planned, long seed, Runnable through) {
            try (NetworkRun run = new NetworkRun(planned, number, network(planned, mnist), workers.team())) {
                now(run);
                run.measure(seed, through);
                now(null);
            }
        }

        private synchronized void now(NetworkRun run) {
            if (running != null) {
                done.add(running.soFar());
            }
            running = run;
        }

        /** What has been measured until now, networks without rounds left out; may be called from another thread. */
        synchronized Results soFar() {
            List<NetworkResults> networks = new ArrayList<>(done);
            if (running != null && !running.soFar().forks().isEmpty()) {
                networks.add(running.soFar());
            }
            return empty.with(done.size() < plan.cases().size(), networks);
        }
    }

    /** The networks to be measured. */
    Plan plan() {
        return plan;
    }

    /**
     * Checks that networks of the user's own take the data, and that the one stays within float32: of numbers that are not finite all claims
     * would be judged wrong.
     *
     * @throws dev.thrice.command.UserError if one does not
     */
    void requireFit(Mnist mnist) {
        plan.requireEnough(mnist);
        options.own().map(OwnNetworks::own).ifPresent(own -> {
            own.requireFit(mnist.train());
            own.requireNames(model.map(Model::classNames).orElse(List.of()), mnist.train());
            try (Network network = network(plan.main(), mnist)) {
                own.requireFinite(network);
            }
        });
    }

    /** Fed with a batch; with the parameters of a file where it is the chain of one. */
    private Network network(Plan.Case planned, Mnist mnist) {
        Network network = model.filter(learned -> learned.chain().equals(planned.chain()))
                .map(learned -> new Network(planned.chain(), planned.batch(), kernels, learned.parameters()))
                .orElseGet(() -> new Network(planned.chain(), planned.batch(), kernels, options.seed));
        new Minibatches(mnist.train(), planned.batch(), Minibatches.LastBatch.DROP, options.seed)
                .next(network.inputs(), network.labels());
        model.flatMap(Model::scaling).ifPresent(scaling -> scale(network.inputs(), scaling));
        return network;
    }

    private static void scale(Tensor inputs, Scaling scaling) {
        float[] row = new float[inputs.columns()];
        for (int i = 0; i < inputs.rows(); i++) {
            scaling.apply(inputs, i, row);
        }
    }

    @Override
    public void close() {
        workers.close();
        model.ifPresent(Model::close);
    }
}
