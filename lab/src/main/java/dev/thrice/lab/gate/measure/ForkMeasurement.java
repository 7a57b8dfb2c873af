package dev.thrice.lab.gate.measure;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.timing.ReferenceProduct;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

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
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    /** Longer than threads that wait for work stay awake, which for a team of the engine's is 2 ms. */
    private static final long SETTLING_NANOS = 3_000_000;

    private static final int REFERENCE_RUNS = 8;

    /** How many times its least length a warm-up may take. */
    private static final int PATIENCE = 8;

    /** How many times as many quads there may be as are to be undisturbed. */
    private static final int MOST_QUADS = 4;

    private final ForkPlan plan;
    private final int number;
    private final Random random;
    private final Runnable step;
    private Disturbance disturbance;

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
        try (Disturbance ofThisThread = new Disturbance();
                Build base = sides == Sides.CANDIDATE ? null : new Build("base", plan.base());
                Build candidate = sides == Sides.BASE ? null : new Build("candidate", plan.candidate());
                TensorArena arena = TensorArena.open()) {
            disturbance = ofThisThread;
            ReferenceProduct reference = new ReferenceProduct(Kernels.select(), arena);
            settle(() -> time(reference) > 0);
            for (ForkPlan.Pair pair : order) {
                boolean baseFirst = random.nextBoolean(); // whose memory comes first
                try (Contestant first = open(baseFirst ? base : candidate, pair, baseFirst);
                        Contestant second = open(baseFirst ? candidate : base, pair, !baseFirst)) {
                    measured.add(measure(pair, baseFirst ? first : second, baseFirst ? second : first, reference));
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

    /** Takes quads until enough of them are undisturbed, and at most so many times as many. */
    private Measured measure(ForkPlan.Pair pair, Contestant base, Contestant candidate, Runnable reference) {
        int runs = warmUp(base, candidate);
        disturbance.sinceLastAsked();
        List<Quad> quads = new ArrayList<>();
        List<Double> references = new ArrayList<>();
        while (references.size() < plan.quads() && quads.size() < MOST_QUADS * plan.quads()) {
            double nanos = time(reference);
            quads.add(quad(base, candidate, quads.size(), runs));
            if (!quads.getLast().disturbed()) {
                references.add(nanos);
            }
        }
        return new Measured(
                pair.name(),
                base == null ? null : base.facts(),
                candidate == null ? null : candidate.facts(),
                quads,
                references);
    }

    /**
     * Runs both by turns until for some time nothing was compiled and nothing allocated, which code does that is not yet compiled in full.
     * Returns the runs that fill a block of the slower.
     */
    private int warmUp(Contestant base, Contestant candidate) {
        double target = TimeUnit.MICROSECONDS.toNanos(plan.blockMicros());
        int[] runs = {1};
        int[] place = {0};
        settle(() -> {
            boolean baseFirst = random.nextBoolean(); // nobody is always the first to be compiled
            double nanos = Math.max(
                    block(baseFirst ? base : candidate, place[0], runs[0]),
                    block(baseFirst ? candidate : base, place[0], runs[0]));
            place[0]++;
            runs[0] = (int) Math.max(1, Math.min(target / nanos, 2.0 * runs[0])); // grows as the compiler speeds it up
            return !allocates(base) && !allocates(candidate);
        });
        return runs[0];
    }

    /** Repeats it until it has been settled and nothing was compiled for the length of a warm-up; or for so many times that length. */
    private void settle(BooleanSupplier settled) {
        long length = TimeUnit.MILLISECONDS.toNanos(plan.warmUpMillis());
        long start = THREADS.getCurrentThreadCpuTime();
        long compiled = -1;
        long quietSince = start;
        long now = start;
        while (now - quietSince < length && now - start < PATIENCE * length) {
            boolean isSettled = settled.getAsBoolean();
            now = THREADS.getCurrentThreadCpuTime();
            long total = COMPILER.getTotalCompilationTime();
            if (!isSettled || total != compiled) {
                compiled = total;
                quietSince = now;
            }
        }
    }

    private static boolean allocates(Contestant contestant) {
        return contestant != null && contestant.facts().bytesPerRun() > 0;
    }

    private Quad quad(Contestant base, Contestant candidate, int place, int runs) {
        boolean baseOutside = random.nextBoolean();
        Contestant outside = baseOutside ? base : candidate;
        Contestant inside = baseOutside ? candidate : base;
        double first = settledBlock(outside, place, runs);
        double inner = Math.sqrt(settledBlock(inside, place, runs) * settledBlock(inside, place, runs));
        double outer = Math.sqrt(first * settledBlock(outside, place, runs));
        boolean disturbed = disturbance.sinceLastAsked();
        return baseOutside ? new Quad(outer, inner, disturbed) : new Quad(inner, outer, disturbed);
    }

    private double time(Runnable reference) {
        reference.run(); // untimed: fills the caches
        disturbance.begin();
        long start = System.nanoTime();
        for (int i = 0; i < REFERENCE_RUNS; i++) {
            reference.run();
        }
        double nanos = (double) (System.nanoTime() - start) / REFERENCE_RUNS;
        disturbance.end();
        return nanos;
    }

    /** After the other build's threads have fallen asleep. */
    private double settledBlock(Contestant contestant, int place, int runs) {
        if (contestant != null && contestant.threads() > 1) {
            LockSupport.parkNanos(SETTLING_NANOS);
        }
        return block(contestant, place, runs);
    }

    /** ns a run; 0 for a build that is not in this JVM. */
    private double block(Contestant contestant, int place, int runs) {
        return contestant == null ? 0 : contestant.block(place, runs, disturbance);
    }
}
