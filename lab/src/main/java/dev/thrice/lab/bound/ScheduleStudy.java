package dev.thrice.lab.bound;

import static dev.thrice.lab.report.Channel.by;

import dev.thrice.lab.report.Chart;
import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Data.Mark;
import dev.thrice.lab.report.Data.Mark.Outcome;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.schedule.AlgorithmGraphs;
import dev.thrice.lab.schedule.AlgorithmGraphs.Meeting;
import dev.thrice.lab.schedule.ListSchedule;
import dev.thrice.lab.schedule.NodeTimes;
import dev.thrice.lab.schedule.Simulation;
import dev.thrice.lab.schedule.TaskGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Work, span and simulated speed-up of the algorithms on one network, from the measured times of its nodes' tasks. Shown
 * only where the model has been checked: FPA-PC on one worker and on two, within 10 %.
 */
final class ScheduleStudy {
    private static final int[] PROCESSORS = {1, 2, 4, 8, 16, 32, 64};

    private final NetworkResults network;
    private final NodeTimes times;
    private final Map<String, TaskGraph> graphs = new LinkedHashMap<>();
    private final double backprop;

    private ScheduleStudy(NetworkResults network, NodeTimes times) {
        this.network = network;
        this.times = times;
        int steps = times.length() - 1;
        AlgorithmGraphs layers = new AlgorithmGraphs(times, 1);
        graphs.put("backprop", layers.backpropagation());
        graphs.put("fpa, barrier", layers.fixedPrediction(steps, Meeting.BARRIER));
        graphs.put("fpa, neighbours", layers.fixedPrediction(steps, Meeting.NEIGHBOURS));
        graphs.put("wavefront", layers.wavefront(steps, Meeting.NEIGHBOURS));
        graphs.put("vpc, barrier", layers.variational(steps, Meeting.BARRIER));
        backprop = graphs.get("backprop").work();
    }

    /** Empty unless every function's forward and VJP to inputs were timed, and a barrier. */
    static Optional<ScheduleStudy> of(NetworkResults network) {
        List<Double> forward = medians(network, Task.FUNCTION_FORWARD);
        List<Double> vjp = medians(network, Task.INPUT_VJP);
        List<Double> barrier = medians(network, Task.BARRIER);
        int length = network.chainLength();
        if (length < 2 || forward.size() != length || vjp.size() != length - 1 || barrier.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ScheduleStudy(network, new NodeTimes(forward, vjp, List.of(), barrier.getFirst())));
    }

    private static List<Double> medians(NetworkResults network, Task task) {
        return network.contenders(task).stream()
                .map(contender -> Quantity.of(contender).estimate(network).value())
                .toList();
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        Optional<Simulation> simulation = simulation();
        sections.add(workAndSpan(simulation));
        if (simulation.isPresent() && simulation.get().accepted()) {
            sections.add(speedUp());
        }
        return sections;
    }

    /** The model against FPA-PC as measured, whose workers own rows and meet at the end; present if it was measured on one and on two. */
    private Optional<Simulation> simulation() {
        Optional<Double> one = measured(1);
        Optional<Double> two = measured(2);
        if (one.isEmpty() || two.isEmpty()) {
            return Optional.empty();
        }
        TaskGraph rows = new AlgorithmGraphs(times, 2).fixedPrediction(times.length() - 1, Meeting.END);
        return Optional.of(new Simulation(rows, new Simulation.Measured(one.get(), two.get())));
    }

    private Optional<Double> measured(int workers) {
        return network.contenders(Task.PREDICTIVE_CODING).stream()
                .filter(contender -> contender.workers() == workers
                        && !contender.parameters()
                        && contender.movesAllAtOnce()
                        && contender.steps() == times.length() - 1
                        && contender.algorithm().equals("fpa"))
                .map((Contender contender) ->
                        Quantity.of(contender).estimate(network).value())
                .findFirst();
    }

    private Section workAndSpan(Optional<Simulation> simulation) {
        Data data = new Data(
                Column.text("name", "Algorithm"),
                Column.number("work", "Work T1, us", "%.2f"),
                Column.number("span", "Span, us", "%.2f"),
                Column.number("burdened", "Burdened span, us", "%.2f"),
                Column.number("parallelism", "Parallelism", "%.2f"),
                Column.text("catches", "Processors to catch backprop (simulated)"));
        boolean accepted = simulation.map(Simulation::accepted).orElse(false);
        graphs.forEach((name, graph) -> {
            OptionalInt processors = Simulation.processorsToCatch(graph, backprop);
            data.row(
                    name,
                    graph.work() / 1e3,
                    graph.span() / 1e3,
                    graph.burdenedSpan() / 1e3,
                    graph.parallelism(),
                    !accepted
                            ? new Mark("not told, the model is off", Outcome.OPEN)
                            : processors.isPresent() ? String.valueOf(processors.getAsInt()) : "never");
        });
        return Section.of("Work and span", sentence(simulation), data);
    }

    private static String sentence(Optional<Simulation> simulation) {
        String model = simulation
                .map(checked -> String.format(
                        java.util.Locale.ROOT,
                        "The model is off by %+.1f %% on one processor and %+.1f %% on two, and %s.",
                        100 * checked.error(1),
                        100 * checked.error(2),
                        checked.accepted() ? "accepted" : "not accepted, since 10 % is allowed"))
                .orElse("The model could not be checked: FPA-PC was not measured on one worker and on two.");
        return "T1 is the time of all tasks, the span that of the longest chain of them, both measured task by task. "
                + model;
    }

    private Section speedUp() {
        Data data = new Data(
                Column.number("processors", "Processors", "%.0f"),
                Column.text("name", "Algorithm"),
                Column.number("speedup", "Backprop's time on one processor over this", "%.3f"));
        graphs.forEach((name, graph) -> {
            for (int processors : PROCESSORS) {
                data.row(processors, name, backprop / ListSchedule.makespan(graph, processors));
            }
        });
        for (int shares : PROCESSORS) {
            TaskGraph rows = new AlgorithmGraphs(times, shares).backpropagation();
            data.row(shares, "backprop, rows divided", backprop / ListSchedule.makespan(rows, shares));
        }
        Chart chart = new Chart(data)
                .layer("line", by("x", "processors").log(), by("y", "speedup").log(), by("color", "name"))
                .layer("point", by("x", "processors").log(), by("y", "speedup").log(), by("color", "name"));
        return Section.of(
                "Speed-up, simulated",
                "How many times faster than backpropagation on one processor each algorithm would be: list schedules of the"
                        + " measured tasks, layers divided among processors. Simulated beyond what this machine has. Dividing the batch's"
                        + " rows instead, as backpropagation can, is the fair rival; that its tasks lose nothing by being cut is assumed.",
                chart);
    }
}
