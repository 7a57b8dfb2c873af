package dev.thrice.kernels.lifetime;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Holds and single entries under jcstress: nobody uses what another has alone, and what is refused is as if it had not been tried. */
public final class LifetimeStress {
    private LifetimeStress() {}

    private static void nothing() {}

    /** A hold and a close: one of the two, and who holds does not see the memory freed. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Held, and the close refused.")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "Closed, and the hold refused.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Held, released, then closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Used when it was freed, or neither.")
    @State
    public static class HoldAndExclude {
        private final Holds holds = new Holds();
        private int freed;

        @Actor
        public void holder(II_Result r) {
            boolean held = holds.hold();
            r.r1 = held ? freed : -1;
            if (held) {
                holds.release();
            }
        }

        @Actor
        public void closer(II_Result r) {
            r.r2 = holds.exclude(() -> freed = 1) == 0 ? 1 : 0;
        }
    }

    /** With a hold of somebody's, which makes every close be refused: another hold never is. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "The close had no effect.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A hold failed, or a close did not, while it was held.")
    @State
    public static class HoldAndRefusedExclude {
        private final Holds holds = new Holds();

        /** Held. */
        public HoldAndRefusedExclude() {
            holds.hold();
        }

        @Actor
        public void holder(ZZ_Result r) {
            r.r1 = holds.hold();
        }

        @Actor
        public void closer(ZZ_Result r) {
            r.r2 = holds.exclude(LifetimeStress::nothing) > 0;
        }
    }

    /** Who reads sees all of what was packed or nothing. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "Before, or after.")
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "In between.")
    @State
    public static class ReadAndPack {
        private final Holds holds = new Holds();
        private int first;
        private int second;

        @Actor
        public void reader(II_Result r) {
            boolean held = holds.hold();
            r.r1 = held ? first : -1;
            r.r2 = held ? second : -1;
            if (held) {
                holds.release();
            }
        }

        @Actor
        public void packer() {
            if (holds.exclude(LifetimeStress::nothing) == 0) {
                first = 1;
                second = 1;
                holds.share();
            }
        }
    }

    /** Two callers with a plain counter: one or both, one after the other, counted. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "As many increments as entries.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both were inside.")
    @State
    public static class Entry {
        private final SingleEntry entry = new SingleEntry("entry");
        private int counter;
        private int one;
        private int other;

        private int use() {
            try {
                entry.enter();
            } catch (IllegalStateException e) {
                return 0;
            }
            counter++;
            entry.leave();
            return 1;
        }

        @Actor
        public void first() {
            one = use();
        }

        @Actor
        public void second() {
            other = use();
        }

        @Arbiter
        public void difference(I_Result r) {
            r.r1 = one + other - counter;
        }
    }

    /** A call and a close that waits for it. */
    @JCStressTest
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "Closed, and the call refused.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Used, then closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Used when it was closed, or not closed.")
    @State
    public static class EntryAndShutWhenLeft {
        private final SingleEntry entry = new SingleEntry("entry");
        private int freed;

        @Actor
        public void caller(II_Result r) {
            try {
                entry.enter();
            } catch (IllegalStateException e) {
                r.r1 = -1;
                return;
            }
            r.r1 = freed;
            entry.leave();
        }

        @Actor
        public void closer(II_Result r) {
            if (entry.shutWhenLeft()) {
                freed = 1;
                r.r2 = 1;
            }
        }
    }

    /** Two closes beside a call: one of them frees. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "One of the two.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Freed twice, or not at all.")
    @State
    public static class ShutTwice {
        private final SingleEntry entry = new SingleEntry("entry");

        @Actor
        public void caller() {
            try {
                entry.enter();
            } catch (IllegalStateException e) {
                return;
            }
            entry.leave();
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = entry.shutWhenLeft();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = entry.shutWhenLeft();
        }
    }

    /** A call and a close: likewise. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Used, and the close refused.")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "Closed, and the call refused.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Used, then closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Used when it was closed, or neither.")
    @State
    public static class EntryAndShut {
        private final SingleEntry entry = new SingleEntry("entry");
        private int freed;

        @Actor
        public void caller(II_Result r) {
            try {
                entry.enter();
            } catch (IllegalStateException e) {
                r.r1 = -1;
                return;
            }
            r.r1 = freed;
            entry.leave();
        }

        @Actor
        public void closer(II_Result r) {
            try {
                entry.shut();
            } catch (IllegalStateException e) {
                return;
            }
            freed = 1;
            r.r2 = 1;
        }
    }
}
