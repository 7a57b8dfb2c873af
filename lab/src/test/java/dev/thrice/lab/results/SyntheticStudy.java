package dev.thrice.lab.results;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.List;

/** Made-up results with everything in them that a report can show: sweeps, arrivals, node by node times, two workers. */
public final class SyntheticStudy {
    private static final int FORKS = 3;
    private static final double BARRIER = 150;

    /** What a task takes on two workers over what it takes on one. */
    public static final double INFLATION = 1.2;

    private SyntheticStudy() {}

    /**
     * The results.
     *
     * @return of the paper's network, deeper ones, and ones with a bottleneck
     */
    public static Results results() {
        List<NetworkResults> networks = new ArrayList<>();
        Synthetic paper = Synthetic.paper(FORKS, 1);
        double step = 0;
        for (int l = 1; l < 6; l++) {
            double vjp = l == 5 ? 2_000 : 7_000;
            paper.with(TimedTask.ofFunction("vjp f_" + l, Task.INPUT_VJP, l), vjp);
            recorded(paper, Task.RECORDED_STEP, l, vjp);
            step += vjp;
        }
        double forward = paper.forward();
        for (FunctionWork function : paper.functions()) {
            int l = Integer.parseInt(function.name().substring(2));
            recorded(paper, Task.RECORDED_FORWARD, l, 2_000 + .01 * function.forwardFlops());
        }
        paper.algorithms((forward + step) / forward, (forward + 5 * step) / forward)
                .with(TimedTask.of("barrier", Task.BARRIER), BARRIER)
                .with(
                        new TimedTask("fpa, 2 workers", Task.PREDICTIVE_CODING, null, "fpa", 2, 5, 1., false, null),
                        INFLATION * (forward + 5 * step) / 2 + BARRIER)
                .arriving(arrivals(6))
                .varying("hidden layers", 5)
                .varying("bottleneck", 1);
        networks.add(paper.network());
        for (int depth : new int[] {2, 10, 20}) {
            networks.add(even(depth).varying("hidden layers", depth).network());
        }
        for (int factor : new int[] {4, 16}) {
            networks.add(even(5).slowed(2, factor)
                    .algorithms(1.8, 1 + 4.0 * factor)
                    .varying("bottleneck", factor)
                    .network());
        }
        return Synthetic.of(networks, FORKS, 40);
    }

    private static void recorded(Synthetic network, Task task, int function, double alone) {
        network.with(TimedTask.within(task + " " + function + " on 1", task, function, "fpa", 1), alone);
        network.with(TimedTask.within(task + " " + function + " on 2", task, function, "fpa", 2), INFLATION * alone);
    }

    private static Synthetic even(int depth) {
        Synthetic even = new Synthetic(depth + " of 64", FORKS, 40, depth);
        for (int l = 0; l <= depth; l++) {
            even.function("64 x 64", 524_288, 7_000);
        }
        return even.algorithms(1.8, 1 + .8 * depth);
    }

    private static Arrivals arrivals(int length) {
        List<List<Double>> norms = new ArrayList<>();
        List<List<Double>> distances = new ArrayList<>();
        for (int node = 1; node < length; node++) {
            List<Double> shares = new ArrayList<>();
            List<Double> off = new ArrayList<>();
            for (int t = 0; t <= 4 * length; t++) {
                shares.add(ArrivalLaw.arrived(length - node, t, .5));
                off.add(0.0);
            }
            norms.add(shares);
            distances.add(off);
        }
        return new Arrivals("fpa", .5, norms, distances);
    }
}
