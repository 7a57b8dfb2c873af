package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.memory.CacheLine;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which provider computes a product fastest here: all run by turns on operands of their own until they have been compiled and
 * their times settle, then their times are compared round by round. It ends as soon as enough rounds were on a core of its own, since a caller
 * waits for it; who measures for a report takes the rounds that were planned.
 */
final class Contest {
    private static final long WARM_UP_NANOS = 30_000_000;

    /** Before what is found is confirmed: on a busy machine it may take as long until a kernel has been compiled. */
    private static final long LONG_WARM_UP_NANOS = 8 * WARM_UP_NANOS;

    private static final int ROUNDS = 15;
    private static final int MOST_ROUNDS = 60;

    /** To wait in, until the core is this thread's own. */
    private static final long PATIENCE_NANOS = 200_000_000;

    /** A provider that is faster by less does not replace one before it: the order of two that are so close changes with the minute. */
    private static final double CLEARLY = .97;

    /** No side of a measured product is longer: ratios do not change beyond, and calibration is to be short. */
    private static final int LONGEST_SIDE = 1024;

    private final GemmSpec spec;
    private final List<GemmProvider> providers;
    private final ElementwiseKernels elementwise;
    private final OwnCore core;

    private Contest(GemmSpec spec, List<GemmProvider> providers, ElementwiseKernels elementwise, OwnCore core) {
        this.spec = spec;
        this.providers = providers;
        this.elementwise = elementwise;
        this.core = core;
    }

    /**
     * The first provider, or one that is clearly faster twice. None if a neighbour was on the core all the time: it takes more from one
     * provider than from another.
     */
    static Optional<GemmProvider> fastest(
            GemmSpec wanted, List<GemmProvider> providers, ElementwiseKernels elementwise, OwnCore core) {
        if (wanted.isEmpty()) {
            return Optional.of(providers.getFirst());
        }
        Contest contest = new Contest(shortened(wanted), providers, elementwise, core);
        try (Arena arena = Arena.ofConfined()) {
            int fastest = contest.race(arena, WARM_UP_NANOS);
            fastest = fastest > 0 ? Math.min(fastest, contest.race(arena, LONG_WARM_UP_NANOS)) : fastest;
            return fastest < 0 ? Optional.empty() : Optional.of(providers.get(fastest));
        }
    }

    /**
     * The first than which no later one is clearly faster; -1 if too few rounds were on a core of our own. Operands are the same for all
     * and new in each race, as plans are: where in memory they lie is worth a few per cent.
     */
    private int race(Arena arena, long warmUpNanos) {
        Memory memory = Memory.of(spec, arena);
        List<Runner> runners = new ArrayList<>();
        try {
            for (GemmProvider provider : providers) {
                runners.add(new Runner(spec, provider, elementwise, memory, arena));
            }
            return race(runners, warmUpNanos);
        } finally {
            runners.forEach(Runner::close);
        }
    }

    private int race(List<Runner> runners, long warmUpNanos) {
        runners.forEach(runner -> runner.settling.settle(warmUpNanos));
        core.begin(PATIENCE_NANOS);
        int counted = 0;
        for (int round = 0; round < MOST_ROUNDS && counted < ROUNDS; round++) {
            double before = core.await();
            for (Runner runner : runners) {
                runner.times[counted] = runner.settling.block();
            }
            counted += core.own(before) && core.own(core.speed()) ? 1 : 0;
        }
        if (counted < ROUNDS) {
            return -1;
        }
        int best = 0;
        for (int i = 1; i < runners.size(); i++) {
            best = runners.get(i).medianOver(runners.get(best)) < CLEARLY ? i : best;
        }
        return best;
    }

    private static GemmSpec shortened(GemmSpec spec) {
        int m = Math.min(spec.m(), LONGEST_SIDE);
        int n = Math.min(spec.n(), LONGEST_SIDE);
        int k = Math.min(spec.k(), LONGEST_SIDE);
        boolean whole = m == spec.m() && n == spec.n() && k == spec.k();
        return whole
                ? spec
                : GemmSpec.of(m, n, k, spec.transposeA(), spec.transposeB())
                        .scaled(spec.alpha(), spec.beta())
                        .then(spec.epilogue())
                        .withPacked(spec.packed());
    }

    /** Addresses of stored operands. */
    private record Memory(long a, long b, long c, long d, long sums) {
        static Memory of(GemmSpec spec, Arena arena) {
            return new Memory(
                    matrix(arena, spec.rowsOfA(), spec.lda()),
                    matrix(arena, spec.rowsOfB(), spec.ldb()),
                    matrix(arena, spec.m(), spec.ldc()),
                    matrix(arena, spec.m(), spec.ldc()),
                    matrix(arena, 1, spec.ldc()));
        }

        /** Small numbers: of what is 0, subnormal or infinite some processors make slow or fast work. */
        private static long matrix(Arena arena, int rows, int ld) {
            MemorySegment segment = arena.allocate((long) rows * ld * Float.BYTES, CacheLine.BYTES);
            for (long i = 0; i < (long) rows * ld; i++) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i % 13 - 6) / 64f);
            }
            return segment.address();
        }
    }

    private static final class Runner implements AutoCloseable {
        private final GemmKernel kernel;
        private final Memory memory;
        private final long a;
        private final long b;
        private final int ldd;
        private final double[] times = new double[ROUNDS];
        private final Settling settling = new Settling(this::run);

        Runner(GemmSpec spec, GemmProvider provider, ElementwiseKernels elementwise, Memory memory, Arena arena) {
            kernel = EpiloguePass.plan(provider, spec, spec.m(), elementwise);
            this.memory = memory;
            a = spec.packed() == GemmSpec.Packed.A ? packed(arena, provider.packer(spec), memory.a) : memory.a;
            b = spec.packed() == GemmSpec.Packed.B ? packed(arena, provider.packer(spec), memory.b) : memory.b;
            ldd = spec.epilogue().operand() == Epilogue.Operand.MATRIX ? spec.ldc() : 0;
        }

        private static long packed(Arena arena, OperandPacker packer, long stored) {
            try (packer) {
                long to = arena.allocate(packer.bytes(), CacheLine.BYTES).address();
                packer.pack(stored, to);
                return to;
            }
        }

        @Override
        public void close() {
            kernel.close();
        }

        private void run() {
            kernel.run(a, b, memory.c, memory.d, ldd, memory.sums);
        }

        /** The median of a round's time over another's in the same round: what slows both for a while does not count. */
        double medianOver(Runner other) {
            double[] ratios = new double[ROUNDS];
            Arrays.setAll(ratios, round -> times[round] / other.times[round]);
            Arrays.sort(ratios);
            return ratios[ROUNDS / 2];
        }
    }
}
