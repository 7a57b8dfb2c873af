package dev.thrice.lab.validate;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.engine.data.Minibatches;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.lab.Version;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.Environment;
import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.timing.InterleavedTiming;
import dev.thrice.lab.timing.Timed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** What one fork does: a network, the algorithms on it, their arrivals and gradients, and rounds of timing. */
final class Validation implements AutoCloseable {
    private static final int QUICK_ROUNDS = 100;
    private static final int FULL_ROUNDS = 300;
    private static final int QUICK_WARM_UP_SECONDS = 4;
    private static final int FULL_WARM_UP_SECONDS = 8;
    private static final int REFERENCE_SIZE = 128;

    private final Options options;
    private final Kernels kernels;
    private final Chain chain;
    private final WorkerTeam team;
    private final Subject subject;

    /**
     * Plans the network and the algorithms on it.
     *
     * @throws IllegalArgumentException if one of the numbers is out of range
     */
    Validation(Options options) {
        if (options.forks() < 1) {
            throw new IllegalArgumentException("forks: " + options.forks() + ", expected 1 or more");
        }
        this.options = options;
        kernels = options.provider == null ? Kernels.select() : Kernels.select(options.provider);
        chain = Chain.multilayerPerceptron(Mnist.FEATURES, options.hiddenLayers, options.width, Mnist.CLASSES);
        team = new WorkerTeam(options.workers());
        subject = new Subject(chain, options.batch, kernels, team, options.seed);
    }

    /** A run of the plan in this JVM, with what it measures outside of the rounds. */
    final class Run {
        private final Mnist mnist;
        private final int number;
        private final Results before;
        private final List<Timed> contenders = new ArrayList<>();
        private final List<Contender> roles = new ArrayList<>();
        private final Samples samples;

        /** Fills the batch and looks at arrivals and gradients. */
        Run(Mnist mnist, int number) {
            this.mnist = mnist;
            this.number = number;
            new Minibatches(mnist.train(), options.batch, Minibatches.LastBatch.DROP, options.seed)
                    .next(subject.network().inputs(), subject.network().labels());
            for (Entrant entrant : entrants()) {
                contenders.add(entrant.timed());
                roles.add(entrant.role());
            }
            samples = new Samples(contenders);
            before = untimed();
        }

        /** Warms up and measures all rounds; tells how many are through. */
        void measure(IntConsumer through) {
            InterleavedTiming timing = InterleavedTiming.warmedUp(
                    contenders, TimeUnit.SECONDS.toNanos(warmUpSeconds()), options.seed * 1_000 + number);
            for (int round = 1; round <= rounds(); round++) {
                samples.add(timing.round());
                through.accept(round);
            }
        }

        /** What has been measured until now; may be called from another thread. */
        Results soFar() {
            Map<String, List<Double>> nanos = samples.soFar();
            int rounds = nanos.values().iterator().next().size();
            List<Fork> fork = rounds == 0 ? List.of() : List.of(new Fork(number, nanos));
            return before.with(
                    rounds < rounds(), List.of(before.networks().getFirst().plus(fork)));
        }

        private Results untimed() {
            NetworkResults network = new NetworkResults(
                    chain.toString(),
                    options.batch,
                    Map.of(),
                    functions(),
                    roles,
                    List.of(),
                    ArrivalMeasurement.measure(subject),
                    GradientMeasurement.measure(subject));
            return new Results(
                    Results.FORMAT,
                    Results.VERSION,
                    true,
                    Version.current(),
                    Version.commit(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    mnist.source() + ": " + mnist.detail(),
                    mnist.source().equals(Mnist.MNIST),
                    Environment.measure(kernels),
                    new Results.Plan(options.seed, options.forks(), rounds(), warmUpSeconds()),
                    List.of(network));
        }
    }

    private List<Entrant> entrants() {
        FunctionTasks tasks = new FunctionTasks(subject.network());
        List<Entrant> entrants = new ArrayList<>(
                List.of(new Entrant(Contender.of("forward", Task.FORWARD), subject.network()::forward)));
        entrants.addAll(tasks.forward());
        entrants.addAll(tasks.vjps());
        List<Entrant> algorithms = Algorithms.all(subject);
        entrants.addAll(algorithms);
        Entrant backprop = algorithms.getFirst();
        entrants.add(new Entrant(
                new Contender("backprop, again", Task.AGAIN, null, "backprop", 1, 0, false, null), backprop.body()));
        if (team.workers() > 1) {
            entrants.add(new Entrant(Contender.of("barrier", Task.BARRIER), () -> team.run((worker, all) -> {})));
        }
        entrants.add(new Entrant(Contender.of("reference kernel", Task.REFERENCE), reference()));
        return entrants;
    }

    /** Rounds of each fork. */
    int rounds() {
        return options.quick ? QUICK_ROUNDS : FULL_ROUNDS;
    }

    @Override
    public void close() {
        subject.close();
        team.close();
    }

    private int warmUpSeconds() {
        return options.quick ? QUICK_WARM_UP_SECONDS : FULL_WARM_UP_SECONDS;
    }

    /** The compulsory traffic is inputs, weights, biases and outputs, each once. */
    private List<FunctionWork> functions() {
        List<FunctionWork> functions = new ArrayList<>();
        for (int l = 0; l < chain.length(); l++) {
            ElementaryFunction layer = chain.function(l);
            long floats = (long) options.batch * (layer.inputs() + layer.outputs())
                    + layer.parameters().stream()
                            .mapToLong(ParameterShape::count)
                            .sum();
            functions.add(new FunctionWork(
                    FunctionTasks.function(l),
                    layer.inputs() + " x " + layer.outputs(),
                    layer.forwardFlops(options.batch),
                    Float.BYTES * floats));
        }
        return functions;
    }

    /** A product of its own, of the same work on every machine and in every network. */
    private Runnable reference() {
        Gemm gemm = kernels.gemm(GemmSpec.nn(REFERENCE_SIZE, REFERENCE_SIZE, REFERENCE_SIZE));
        Tensor a = Tensor.allocate(subject.network().arena(), REFERENCE_SIZE, REFERENCE_SIZE);
        Tensor b = Tensor.allocate(subject.network().arena(), REFERENCE_SIZE, REFERENCE_SIZE);
        Tensor c = Tensor.allocate(subject.network().arena(), REFERENCE_SIZE, REFERENCE_SIZE);
        return () -> gemm.run(a, b, c);
    }
}
