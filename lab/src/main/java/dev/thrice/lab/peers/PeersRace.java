package dev.thrice.lab.peers;

import dev.thrice.command.UserError;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.probe.FmaPeak;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.ProviderStatus;
import dev.thrice.lab.info.ProviderDetails;
import dev.thrice.measure.InterleavedTiming;
import dev.thrice.measure.Timed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * The providers and peers by turns on each task, in this JVM; all have been checked against the first before. With peers, only the
 * tasks that one takes part in.
 */
final class PeersRace {
    private static final long WARM_UP_NANOS = 40_000_000;

    /** Runs after which C2 has compiled a product; until then its vectors make it a hundred times slower. */
    private static final int RUNS_TO_COMPILE = 20_000;

    /** Long enough for it where so many runs would take longer: long loops are compiled sooner. */
    private static final long NANOS_TO_COMPILE = 500_000_000;

    /** Times of the rounds that are to count. */
    private static final int MOST_ROUNDS = 4;

    /** To wait for a core in, for each task. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    /** For what has no other tasks before it that make C2 compile the same code. */
    private static final long LONG_WARM_UP_NANOS = 3_000_000_000L;

    private static final double TOLERANCE = 1e-5;

    /** Elements of which tanh is taken. */
    private static final int[] TANH_SIZES = {640, 4096};

    private static final double TANH_TOLERANCE = 1e-6;

    /** After so many steps every parameter is to be where Thrice's is. */
    private static final int CHECKED_STEPS = 10;

    private static final double STEP_TOLERANCE = 1e-5;

    /** Of a prediction's outputs. */
    private static final double PREDICTION_TOLERANCE = 1e-4;

    private final List<String> providers;
    private final List<Peer> peers;
    private final List<String> sets;
    private final int rounds;
    private final long seed;
    private final OwnCore core = new OwnCore();

    PeersRace(List<String> providers, List<Peer> peers, List<String> sets, int rounds, long seed) {
        this.providers = providers;
        this.peers = peers;
        this.sets = sets;
        this.rounds = rounds;
        this.seed = seed;
    }

    /** The products of the sets whose names begin so. */
    static List<Product> products(List<String> sets) {
        return Product.ALL.stream()
                .filter(product -> chosen(product.set(), sets))
                .toList();
    }

    /** The sizes of the set tanh, if it is one of them. */
    static int[] tanhSizes(List<String> sets) {
        return chosen(PeersFork.Row.TANH, sets) ? TANH_SIZES : new int[0];
    }

    /** The training steps, if their set is one of them. */
    static List<NetworkShape> trainingSteps(List<String> sets) {
        return chosen(PeersFork.Row.STEP, sets) ? NetworkShape.OF_STEPS : List.of();
    }

    /** The networks that predict, if their set is one of them. */
    static List<NetworkShape> predictions(List<String> sets) {
        return chosen(PeersFork.Row.PREDICT, sets) ? NetworkShape.OF_PREDICTIONS : List.of();
    }

    /** How many tasks these sets have. */
    static int tasks(List<String> sets) {
        return products(sets).size()
                + trainingSteps(sets).size()
                + predictions(sets).size()
                + tanhSizes(sets).length;
    }

    /** How many steps of progress {@link #run} makes: the products are compiled before they are timed. */
    static int steps(List<String> sets) {
        return products(sets).size() + tasks(sets);
    }

    private static boolean chosen(String set, List<String> sets) {
        return sets.stream().anyMatch(set::startsWith);
    }

    PeersFork run(Runnable step) {
        FmaPeak.measure(); // compiles its loop
        // All once, untimed: what is compiled for one product is compiled anew for the next that takes another way.
        for (Product product : products(sets)) {
            with(product, PeersRace::compile);
            core.speed(); // the best of many moments, not of a bad one
            step.run();
        }
        List<PeersFork.Row> rows = new ArrayList<>();
        for (Product product : products(sets)) {
            with(
                    product,
                    contenders -> rows.add(timed(
                            product.set(),
                            product.toString(),
                            (double) product.spec().flops(),
                            contenders,
                            WARM_UP_NANOS)));
            step.run();
        }
        for (NetworkShape shape : trainingSteps(sets)) {
            timed(shape).ifPresent(rows::add);
            step.run();
        }
        for (NetworkShape shape : predictions(sets)) {
            timedPrediction(shape).ifPresent(rows::add);
            step.run();
        }
        for (int size : tanhSizes(sets)) {
            timedTanh(size).ifPresent(rows::add);
            step.run();
        }
        String peer = peers.isEmpty() ? null : peers.getFirst().name();
        return new PeersFork(peer, null, kernels(), rows);
    }

    /** The providers and peers as they are in this JVM. */
    List<String> kernels() {
        Stream<String> own = ProviderDetails.all().stream()
                .filter(status -> providers.contains(status.name()) || providers.contains(Kernels.AUTO))
                .filter(ProviderStatus::available)
                .map(status -> status.name() + ": " + status.detail());
        Stream<String> others =
                peers.stream().flatMap(peer -> peer.description().map(text -> peer.name() + ": " + text).stream());
        return Stream.concat(own, others).toList();
    }

    /** Whether there is somebody to time: with peers, one of them. */
    private boolean concerns(List<Timed> contenders, int own) {
        return peers.isEmpty() || contenders.size() > own;
    }

    private static void compile(List<Timed> contenders) {
        for (Timed contender : contenders) {
            long end = System.nanoTime() + NANOS_TO_COMPILE;
            for (int run = 0; run < RUNS_TO_COMPILE && System.nanoTime() < end; run++) {
                contender.body().run();
            }
        }
    }

    /** Plans a product by every contender, which have all been found to come to the same result, for a use of them. */
    private void with(Product product, Consumer<List<Timed>> use) {
        try (TensorArena arena = TensorArena.open()) {
            GemmSpec spec = product.spec();
            Tensor a = random(arena, spec.rowsOfA(), spec.columnsOfA(), seed);
            Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), seed + 1);
            Tensor c = Tensor.allocate(arena, spec.m(), spec.n()); // where it lies makes a difference: the same for all
            List<Timed> contenders = new ArrayList<>();
            float[] expected = null;
            double tolerance = TOLERANCE * Math.sqrt(product.k());
            for (String provider : providers) {
                Gemm gemm = Kernels.select(provider).gemm(spec);
                gemm.run(a, b, c);
                expected = expected == null ? c.toArray() : expected;
                requireEqual(product + " by " + provider, expected, c.toArray(), tolerance);
                contenders.add(new Timed(provider, () -> gemm.run(a, b, c)));
            }
            for (Peer peer : peers) {
                Optional<Peer.Task> task = peer.product(
                        spec.m(),
                        spec.n(),
                        spec.k(),
                        spec.transposeA() == Transpose.YES,
                        spec.transposeB() == Transpose.YES,
                        a.toArray(),
                        b.toArray());
                if (task.isPresent()) {
                    contenders.add(checked(product + " by " + peer.name(), peer, task.get(), expected, tolerance));
                }
            }
            if (concerns(contenders, providers.size())) {
                use.accept(contenders);
            }
        }
    }

    private Optional<PeersFork.Row> timedTanh(int size) {
        try (TensorArena arena = TensorArena.open()) {
            Kernels kernels = Kernels.select(providers.getFirst());
            Tensor x = random(arena, 1, size, seed);
            Tensor y = Tensor.allocate(arena, 1, size);
            kernels.tanh(x, y);
            List<Timed> contenders = new ArrayList<>();
            contenders.add(new Timed(providers.getFirst(), () -> kernels.tanh(x, y)));
            for (Peer peer : peers) {
                peer.tanh(x.toArray())
                        .ifPresent(task -> contenders.add(
                                checked("tanh by " + peer.name(), peer, task, y.toArray(), TANH_TOLERANCE)));
            }
            return concerns(contenders, 1)
                    ? Optional.of(timed(PeersFork.Row.TANH, size + " elements", size, contenders, LONG_WARM_UP_NANOS))
                    : Optional.empty();
        }
    }

    private Optional<PeersFork.Row> timed(NetworkShape shape) {
        List<ThriceStep> own = providers.stream()
                .map(provider -> new ThriceStep(shape, Kernels.select(provider), seed))
                .toList();
        try {
            List<Timed> contenders = contenders(shape, own);
            return concerns(contenders, own.size())
                    ? Optional.of(timed(
                            PeersFork.Row.STEP,
                            shape.toString(),
                            own.getFirst().flops(),
                            contenders,
                            LONG_WARM_UP_NANOS))
                    : Optional.empty();
        } finally {
            own.forEach(ThriceStep::close);
        }
    }

    private Optional<PeersFork.Row> timedPrediction(NetworkShape shape) {
        List<ThricePrediction> own = providers.stream()
                .map(provider -> new ThricePrediction(shape, Kernels.select(provider), seed))
                .toList();
        try {
            List<Timed> contenders = predicting(shape, own);
            return concerns(contenders, own.size())
                    ? Optional.of(timed(PeersFork.Row.PREDICT, shape.toString(), 1, contenders, LONG_WARM_UP_NANOS))
                    : Optional.empty();
        } finally {
            own.forEach(ThricePrediction::close);
        }
    }

    /** Our own predictions and the peers' of one sample, which have all been found to come to the same outputs and class. */
    List<Timed> predicting(NetworkShape shape, List<ThricePrediction> own) {
        Map<String, Peer.Prediction> tasks = new LinkedHashMap<>();
        for (int i = 0; i < own.size(); i++) {
            tasks.put(providers.get(i), own.get(i));
        }
        for (Peer peer : peers) {
            own.getFirst().by(peer).ifPresent(task -> tasks.put(peer.name(), task));
        }
        tasks.values().forEach(Runnable::run);
        float[] expected = logSoftmax(own.getFirst().result());
        int answer = own.getFirst().answer();
        tasks.forEach((name, task) -> {
            String what = "prediction of " + shape + " by " + name;
            requireEqual(what, expected, logSoftmax(task.result()), PREDICTION_TOLERANCE);
            if (task.answer() != answer) {
                throw new UserError(what + ": class " + task.answer() + ", expected " + answer);
            }
        });
        return tasks.entrySet().stream()
                .map(task -> new Timed(task.getKey(), task.getValue()))
                .toList();
    }

    /** The same of outputs as of themselves: what is taken from all of them makes no difference. */
    private static float[] logSoftmax(float[] outputs) {
        double sum = 0;
        for (float output : outputs) {
            sum += Math.exp(output);
        }
        float[] logarithms = outputs.clone();
        for (int i = 0; i < outputs.length; i++) {
            logarithms[i] -= (float) Math.log(sum);
        }
        return logarithms;
    }

    /** Our own steps and the peers' from the same start, which have all been found to go the same way. */
    List<Timed> contenders(NetworkShape shape, List<ThriceStep> own) {
        Map<String, Peer.Task> tasks = new LinkedHashMap<>();
        for (int i = 0; i < own.size(); i++) {
            tasks.put(providers.get(i), own.get(i));
        }
        for (Peer peer : peers) {
            own.getFirst().by(peer).ifPresent(task -> tasks.put(peer.name(), task));
        }
        tasks.values().forEach(task -> {
            for (int i = 0; i < CHECKED_STEPS; i++) {
                task.run();
            }
        });
        float[] expected = own.getFirst().result();
        tasks.forEach((name, task) -> requireEqual(shape + " by " + name, expected, task.result(), STEP_TOLERANCE));
        return tasks.entrySet().stream()
                .map(task -> new Timed(task.getKey(), task.getValue()))
                .toList();
    }

    private static Timed checked(String what, Peer peer, Peer.Task task, float[] expected, double tolerance) {
        task.run();
        requireEqual(what, expected, task.result(), tolerance);
        return new Timed(peer.name(), task);
    }

    private record Round(Map<String, Double> nanos, double peak) {}

    /** Takes rounds until enough of them count, but not for ever. */
    private PeersFork.Row timed(String set, String task, double work, List<Timed> contenders, long warmUpNanos) {
        InterleavedTiming timing = InterleavedTiming.warmedUp(contenders, warmUpNanos, seed);
        List<Round> taken = new ArrayList<>();
        List<Round> own = new ArrayList<>();
        core.begin(PATIENCE_NANOS);
        while (own.size() < rounds && taken.size() < MOST_ROUNDS * rounds) {
            double before = core.await();
            Map<String, Double> nanos = timing.round();
            double after = core.speed();
            Round round = new Round(nanos, (before + after) / 2);
            taken.add(round);
            if (core.own(before) && core.own(after)) {
                own.add(round);
            }
        }
        List<Round> counted = own.isEmpty() ? taken : own;
        Map<String, Double> rates = new LinkedHashMap<>();
        for (Timed contender : contenders) {
            rates.put(
                    contender.name(),
                    work / median(counted, round -> round.nanos().get(contender.name())));
        }
        return new PeersFork.Row(set, task, rates, median(counted, Round::peak), (double) own.size() / taken.size());
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Median.withDefaults().evaluate(rounds.stream().mapToDouble(value).toArray());
    }

    private static Tensor random(TensorArena arena, int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.allocate(arena, rows, columns).copyFrom(values);
    }

    private static void requireEqual(String what, float[] expected, float[] found, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - found[i]) <= tolerance)) {
                throw new UserError(what + ": element " + i + " is " + found[i] + ", expected " + expected[i]);
            }
        }
    }
}
