package dev.thrice.engine.execution;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A team of one under jcstress, whose threads would be too many: what enters it is done whole, or refused. */
public final class TeamStress {
    private TeamStress() {}

    private static int refused(Runnable entering) {
        try {
            entering.run();
            return 0;
        } catch (IllegalStateException e) {
            return 1;
        }
    }

    /** A run and a close. */
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "Run, then closed.")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "Run; the close came meanwhile and was refused.")
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "Closed; the run was refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A job done by halves, or both refused.")
    @State
    public static class Closing {
        private final WorkerTeam team = new WorkerTeam(1);
        private final AtomicInteger jobs = new AtomicInteger();

        @Actor
        public void running(III_Result r) {
            r.r1 = refused(() -> team.run((worker, all) -> jobs.incrementAndGet()));
        }

        @Actor
        public void closing(III_Result r) {
            r.r2 = refused(team::close);
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = jobs.get();
        }
    }

    /** Two runs: never at the same time. */
    @JCStressTest
    @Outcome(id = "0, 0, 2", expect = Expect.ACCEPTABLE, desc = "One after the other.")
    @Outcome(
            id = {"0, 1, 1", "1, 0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One was refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "At the same time, or neither.")
    @State
    public static class Running {
        private final WorkerTeam team = new WorkerTeam(1);
        private int jobs;

        private int run() {
            return refused(() -> team.run((worker, all) -> jobs++));
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = run();
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = run();
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = jobs;
        }
    }
}
