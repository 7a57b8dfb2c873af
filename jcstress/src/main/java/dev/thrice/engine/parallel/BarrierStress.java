package dev.thrice.engine.parallel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The barrier under jcstress: what was written before it, in plain fields, is seen behind it, phase after phase. */
public final class BarrierStress {
    private BarrierStress() {}

    private static SpinBarrier barrier(int parties) {
        return new SpinBarrier(parties, new Patience(parties));
    }

    /** Two phases: each party sees what the other wrote before the barrier, and nothing that it writes after the next. */
    @JCStressTest
    @Outcome(id = "1, 1, 2, 2", expect = Expect.ACCEPTABLE, desc = "Both saw both phases of the other.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Somebody passed too early, or saw something stale.")
    @State
    public static class TwoPhases {
        private final SpinBarrier barrier = barrier(2);
        private int one;
        private int other;

        @Actor
        public void first(IIII_Result r) {
            one = 1;
            barrier.await();
            r.r1 = other;
            barrier.await();
            one = 2;
            barrier.await();
            r.r3 = other;
        }

        @Actor
        public void second(IIII_Result r) {
            other = 1;
            barrier.await();
            r.r2 = one;
            barrier.await();
            other = 2;
            barrier.await();
            r.r4 = one;
        }
    }

    /** Four parties, run where there are as many processors: the last to arrive resets the count for those who are off to the next phase already. */
    @JCStressTest
    @Outcome(id = "14, 14, 14, 14", expect = Expect.ACCEPTABLE, desc = "All saw all.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Somebody passed too early, or saw something stale.")
    @State
    public static class FourParties {
        private final SpinBarrier barrier = barrier(4);
        private final int[] values = new int[4];

        private int run(int party) {
            values[party] = 1;
            barrier.await();
            int sum = values[0] + values[1] + values[2] + values[3];
            barrier.await();
            values[party] = party + 1;
            barrier.await();
            return sum + values[0] + values[1] + values[2] + values[3];
        }

        @Actor
        public void first(IIII_Result r) {
            r.r1 = run(0);
        }

        @Actor
        public void second(IIII_Result r) {
            r.r2 = run(1);
        }

        @Actor
        public void third(IIII_Result r) {
            r.r3 = run(2);
        }

        @Actor
        public void fourth(IIII_Result r) {
            r.r4 = run(3);
        }
    }

    /** A party that leaves instead of coming: whoever waits, or is about to, is let go with an exception. */
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "Let go, and told why.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Let go as if all had come.")
    @State
    public static class Absence {
        private final SpinBarrier barrier = barrier(2);

        @Actor
        public void waiting(Z_Result r) {
            try {
                barrier.await();
            } catch (SpinBarrier.BrokenException e) {
                r.r1 = true;
            }
        }

        @Actor
        public void leaving() {
            barrier.leave();
        }
    }

    /** A party that is told so and comes again, while a third comes: nobody is counted for the one that has left. */
    @JCStressTest
    @Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "Let go each time.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Let go as if all had come.")
    @State
    public static class Insistence {
        private final SpinBarrier barrier = barrier(3);

        private boolean isBroken() {
            try {
                barrier.await();
                return false;
            } catch (SpinBarrier.BrokenException e) {
                return true;
            }
        }

        @Actor
        public void insisting(ZZZ_Result r) {
            r.r1 = isBroken();
            r.r2 = isBroken();
        }

        @Actor
        public void waiting(ZZZ_Result r) {
            r.r3 = isBroken();
        }

        @Actor
        public void leaving() {
            barrier.leave();
        }
    }

    /** A party that comes and then leaves: whoever waits for it goes on, however late it looks. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Went on, and saw what was written before.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Let go though all had come, or saw something stale.")
    @State
    public static class Departure {
        private final SpinBarrier barrier = barrier(2);
        private int written;

        @Actor
        public void waiting(I_Result r) {
            try {
                barrier.await();
                r.r1 = written;
            } catch (SpinBarrier.BrokenException e) {
                r.r1 = -1;
            }
        }

        @Actor
        public void leaving() {
            written = 1;
            barrier.await();
            barrier.leave();
        }
    }
}
