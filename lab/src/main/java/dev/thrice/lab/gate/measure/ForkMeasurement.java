package dev.thrice.lab.gate.measure;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.timing.ReferenceProduct;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a fork does: one benchmark after another, in an order of its own, both builds of each by turns. */
public final class ForkMeasurement {
    /** Which builds are in this JVM. */
    public enum Sides {
        /** Both. */
        BOTH,
        /** The base alone. */
        BASE,
        /** The candidate alone. */
        CANDIDATE
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Longer than threads that wait for work stay awake, which for a team of the engine's is 2 ms. */
    private static final long SETTLING_NANOS = 3_000_000;

    private static final int REFERENCE_RUNS = 8;

    /** How many times its usual length a warm-up may take. */
    private static final int PATIENCE = 6;

    private final ForkPlan plan;
    private final int number;
    private final Random random;
    private final Runnable step;

    /**
     * Plans it.
     *
     * @param plan what to do
     * @param number of the fork
     * @param step called after each benchmark
     */
    public ForkMeasurement(ForkPlan plan, int number, Runnable step) {
        this.plan = plan;
        this.number = number;
        this.step = step;
        random = new Random(plan.seed() * 1_000 + number);
    }

    /**
     * Measures.
     *
     * @param sides the builds to be loaded
     * @return what was found
     */
    public GateFork run(Sides sides) {
        List<ForkPlan.Pair> order = new ArrayList<>(plan.pairs());
        Collections.shuffle(order, random);
        List<Measured> measured = new ArrayList<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader(); // each build runs with its own
        try (Build base = sides == Sides.CANDIDATE ? null : new Build("base", plan.base());
                Build candidate = sides == Sides.BASE ? null : new Build("candidate", plan.candidate());
                TensorArena arena = TensorArena.open();
                Disturbance disturbance = new Disturbance()) {
            ReferenceProduct reference = new ReferenceProduct(Kernels.select(), arena);
            for (ForkPlan.Pair pair : order) {
                boolean baseFirst = random.nextBoolean(); // whose memory comes first
                try (Contestant first = open(baseFirst ? base : candidate, pair, baseFirst);
                        Contestant second = open(baseFirst ? candidate : base, pair, !baseFirst)) {
                    measured.add(measure(
                            pair, baseFirst ? first : second, baseFirst ? second : first, reference, disturbance));
                }
                step.run();
            }
        } catch (LinkageError e) {
            if (sides == Sides.BOTH) {
                return new GateFork(number, e.toString(), List.of());
            }
            throw e;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return new GateFork(number, null, measured);
    }

    private static Contestant open(Build build, ForkPlan.Pair pair, boolean isBase) {
        return build == null ? null : new Contestant(build, isBase ? pair.base() : pair.candidate());
    }

    private Measured measure(
            ForkPlan.Pair pair, Contestant base, Contestant candidate, Runnable reference, Disturbance disturbance) {
        int runs = warmUp(base, candidate);
        List<Quad> quads = new ArrayList<>();
        List<Double> references = new ArrayList<>();
        for (int i = 0; i < plan.quads(); i++) {
            quads.add(quad(base, candidate, runs, disturbance));
            references.add(time(reference));
        }
        return new Measured(
                pair.name(),
                base == null ? null : base.facts(),
                candidate == null ? null : candidate.facts(),
                quads,
                references);
    }

    /**
     * Runs both by turns, longer where one allocates, which may only mean that the compiler is late. The length is in processor time of this
     * thread: on a busy machine the compiler's threads get no more of it. Returns the runs that fill a block of the slower.
     */
    private int warmUp(Contestant base, Contestant candidate) {
        long target = TimeUnit.MICROSECONDS.toNanos(plan.blockMicros());
        long usual = TimeUnit.MILLISECONDS.toNanos(plan.warmUpMillis());
        long start = THREADS.getCurrentThreadCpuTime();
        long length;
        int runs = 1;
        do {
            boolean baseFirst = random.nextBoolean(); // nobody is always the first to be compiled
            double nanos =
                    Math.max(block(baseFirst ? base : candidate, runs), block(baseFirst ? candidate : base, runs));
            runs = (int) Math.max(1, Math.min(target / nanos, 2.0 * runs)); // grows as the compiler speeds it up
            length = allocates(base) || allocates(candidate) ? PATIENCE * usual : usual;
        } while (THREADS.getCurrentThreadCpuTime() - start < length);
        return runs;
    }

    private static boolean allocates(Contestant contestant) {
        return contestant != null && contestant.facts().bytesPerRun() > 0;
    }

    private Quad quad(Contestant base, Contestant candidate, int runs, Disturbance disturbance) {
        boolean baseOutside = random.nextBoolean();
        Contestant outside = baseOutside ? base : candidate;
        Contestant inside = baseOutside ? candidate : base;
        long before = disturbance.count();
        double first = settledBlock(outside, runs);
        double inner = Math.sqrt(settledBlock(inside, runs) * settledBlock(inside, runs));
        double outer = Math.sqrt(first * settledBlock(outside, runs));
        boolean disturbed = disturbance.count() != before;
        return baseOutside ? new Quad(outer, inner, disturbed) : new Quad(inner, outer, disturbed);
    }

    private static double time(Runnable reference) {
        reference.run(); // untimed: fills the caches
        long start = System.nanoTime();
        for (int i = 0; i < REFERENCE_RUNS; i++) {
            reference.run();
        }
        return (double) (System.nanoTime() - start) / REFERENCE_RUNS;
    }

    /** After the other build's threads have fallen asleep. */
    private static double settledBlock(Contestant contestant, int runs) {
        if (contestant != null && contestant.threads() > 1) {
            LockSupport.parkNanos(SETTLING_NANOS);
        }
        return block(contestant, runs);
    }

    /** ns a run; 0 for a build that is not in this JVM. */
    private static double block(Contestant contestant, int runs) {
        return contestant == null ? 0 : contestant.block(runs);
    }
}
