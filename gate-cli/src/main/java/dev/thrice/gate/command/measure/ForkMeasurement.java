package dev.thrice.gate.command.measure;

import dev.thrice.command.UserError;
import dev.thrice.command.machine.Disturbance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * What a fork does: one benchmark after another, in an order of its own, both builds of each by turns. Its blocks are timed by itself and by
 * {@link Contestant}, since what disturbs and what is allocated is counted after the untimed run.
 */
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

    /** Longer than threads that wait for work stay awake, which for a team of the engine's is 2 ms. */
    private static final long SETTLING_NANOS = 3_000_000;

    private static final int REFERENCE_RUNS = 8;

    /** How long threads are given to find a processor each. */
    private static final long SPREADING_NANOS = 30_000_000;

    /** How many times as many quads there may be as are to be undisturbed. */
    private static final int MOST_QUADS = 4;

    private final ForkPlan plan;
    private final int number;
    private final Random random;
    private final WarmUp warmUp;
    private final Runnable step;
    private Disturbance disturbance;
    private Disturbance untimed;

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
        warmUp = new WarmUp(plan, random);
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
        try (Disturbance timed = Disturbance.ofThisThread();
                Disturbance between = Disturbance.ofThisThread();
                Build base = sides == Sides.CANDIDATE ? null : new Build("base", plan.base());
                Build candidate = sides == Sides.BASE ? null : new Build("candidate", plan.candidate())) {
            disturbance = timed;
            untimed = between;
            ReferenceProduct reference = new ReferenceProduct();
            warmUp.settle(() -> time(reference) > 0);
            for (ForkPlan.Pair pair : order) {
                boolean baseFirst = random.nextBoolean(); // whose memory comes first
                try (Contestant first = open(baseFirst ? base : candidate, pair, baseFirst);
                        Contestant second = open(baseFirst ? candidate : base, pair, !baseFirst)) {
                    measured.add(
                            measure(pair.name(), baseFirst ? first : second, baseFirst ? second : first, reference));
                }
                step.run();
            }
        } catch (LinkageError e) {
            if (sides == Sides.BOTH) {
                return new GateFork(number, e.toString(), List.of());
            }
            throw new UserError((sides == Sides.BASE ? "base" : "candidate") + " cannot be run: " + e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return new GateFork(number, null, measured);
    }

    /**
     * What code of a build is run at this moment, in words; that which ends this JVM is.
     *
     * @return the build and the benchmark, if any
     */
    public static Optional<String> atWork() {
        return Contestant.atWork();
    }

    private static Contestant open(Build build, ForkPlan.Pair pair, boolean isBase) {
        return build == null ? null : new Contestant(build, isBase ? pair.base() : pair.candidate());
    }

    /** Takes quads until enough of them are undisturbed, and at most so many times as many. */
    private Measured measure(String name, Contestant base, Contestant candidate, Runnable reference) {
        int runs = warmUp.run(base, candidate);
        disturbance.sinceLastAsked();
        List<Quad> quads = new ArrayList<>();
        int undisturbed = 0;
        while (undisturbed < plan.quads() && quads.size() < MOST_QUADS * plan.quads()) {
            quads.add(quad(base, candidate, time(reference), quads.size(), runs));
            undisturbed += quads.getLast().disturbed() ? 0 : 1;
        }
        return new Measured(
                name, base == null ? null : base.facts(), candidate == null ? null : candidate.facts(), quads);
    }

    private Quad quad(Contestant base, Contestant candidate, double reference, int place, int runs) {
        boolean baseOutside = random.nextBoolean();
        Contestant outside = baseOutside ? base : candidate;
        Contestant inside = baseOutside ? candidate : base;
        double first = settledBlock(outside, place, runs);
        double inner = Math.sqrt(settledBlock(inside, place, runs) * settledBlock(inside, place, runs));
        double outer = Math.sqrt(first * settledBlock(outside, place, runs));
        boolean disturbed = disturbance.sinceLastAsked();
        return new Quad(baseOutside ? outer : inner, baseOutside ? inner : outer, reference, disturbed);
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

    /**
     * After the other build's threads have fallen asleep and this one's are on processors of their own, as a block that nobody disturbs shows:
     * a thread that is woken may first be put where another runs, though a processor is idle.
     */
    private double settledBlock(Contestant contestant, int place, int runs) {
        if (contestant != null && contestant.threads() > 1) {
            LockSupport.parkNanos(SETTLING_NANOS);
            long start = System.nanoTime();
            do {
                contestant.block(place, runs, untimed);
            } while (untimed.sinceLastAsked() && System.nanoTime() - start < SPREADING_NANOS);
        }
        return block(contestant, place, runs);
    }

    /** ns a run; 0 for a build that is not in this JVM. */
    private double block(Contestant contestant, int place, int runs) {
        return contestant == null ? 0 : contestant.block(place, runs, disturbance);
    }
}
