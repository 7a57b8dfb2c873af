package dev.thrice.lab.validate;

import dev.thrice.command.Version;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.command.BindOption;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.Environment;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What one fork does: the networks of the plan, one after another. */
final class Validation implements AutoCloseable {
    private final Options options;
    private final Plan plan;
    private final Kernels kernels;
    private final BindOption.Workers workers;

    /**
     * Plans the networks that checked options ask for.
     *
     * @param features of the data
     * @param classes of the data
     */
    Validation(Options options, int features, int classes) {
        this.options = options;
        plan = new Plan(options, features, classes);
        kernels = options.provider.kernels();
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
                    Environment.measure(kernels),
                    new Results.Plan(options.seed, options.forks(), main.rounds(), main.warmUpMillis() / 1e3),
                    List.of());
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
            try (NetworkRun run = new NetworkRun(planned, number, kernels, workers.team(), mnist, options.seed)) {
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

    @Override
    public void close() {
        workers.close();
    }
}
