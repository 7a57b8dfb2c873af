package dev.thrice.jmh;

import dev.thrice.engine.execution.WorkerTeam;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What it takes workers to meet, and a team to run a job that does nothing. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BarrierBenchmark extends Defaults {
    private static final int MEETINGS = 1000;

    /** Threads, the caller included. */
    @Param({"1", "2"})
    private int workers;

    private WorkerTeam team;
    private int[] met;

    /** Checks that nobody leaves a meeting before all have come to it. */
    @Setup(Level.Trial)
    public void check() {
        team = new WorkerTeam(workers);
        met = new int[workers];
        team.run((worker, all) -> {
            for (int i = 1; i <= MEETINGS; i++) {
                met[worker] = i;
                all.meet();
                for (int other : met) {
                    if (other != i) {
                        throw new IllegalStateException("a worker is at meeting " + other + ", expected " + i);
                    }
                }
                all.meet();
            }
        });
    }

    /** Ends the team. */
    @TearDown(Level.Trial)
    public void end() {
        team.close();
    }

    /** One meeting of many in a job. */
    @Benchmark
    @OperationsPerInvocation(MEETINGS)
    public void meet() {
        team.run(BarrierBenchmark::meetings);
    }

    /** A job that does nothing. */
    @Benchmark
    public void run() {
        team.run(BarrierBenchmark::nothing);
    }

    private static void meetings(int worker, WorkerTeam all) {
        for (int i = 0; i < MEETINGS; i++) {
            all.meet();
        }
    }

    private static void nothing(int worker, WorkerTeam all) {}
}
