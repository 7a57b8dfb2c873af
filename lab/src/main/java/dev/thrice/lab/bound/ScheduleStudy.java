package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.by;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.schedule.AlgorithmGraphs;
import dev.thrice.lab.schedule.AlgorithmGraphs.Meeting;
import dev.thrice.lab.schedule.ListSchedule;
import dev.thrice.lab.schedule.NodeTimes;
import dev.thrice.lab.schedule.Simulation;
import dev.thrice.lab.schedule.TaskGraph;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Work, span and simulated speed-up of the algorithms on one network, from the measured times of its nodes' tasks. Shown
 * only where the model has been checked: FPA-PC on one worker and on two, within 10 %.
 */
final class ScheduleStudy {
    static final List<String> HEADINGS = List.of(
            "algorithm",
            "work T1, us",
            "span, us",
            "burdened span, us",
            "parallelism",
            "processors to catch backprop (simulated)");

    private static final int[] PROCESSORS = {1, 2, 4, 8, 16, 32, 64};

    private final NetworkResults network;
    private final NodeTimes alone;

    /** What a task takes beside others over what it takes alone; 1 where no two workers were recorded. */
    private final double inflation;

    private final Map<String, TaskGraph> graphs;
    private final double backprop;

    private ScheduleStudy(NetworkResults network, NodeTimes alone, double inflation) {
        this.network = network;
        this.alone = alone;
        this.inflation = inflation;
        graphs = graphs(alone);
        backprop = graphs.get("backprop").work();
    }

    private static Map<String, TaskGraph> graphs(NodeTimes times) {
        int steps = times.length() - 1;
        AlgorithmGraphs layers = new AlgorithmGraphs(times, 1);
        Map<String, TaskGraph> graphs = new LinkedHashMap<>();
        graphs.put("backprop", layers.backpropagation());
        graphs.put("fpa, barrier", layers.fixedPrediction(steps, Meeting.BARRIER));
        graphs.put("fpa, neighbours", layers.fixedPrediction(steps, Meeting.NEIGHBOURS));
        graphs.put("wavefront", layers.wavefront(steps, Meeting.NEIGHBOURS));
        graphs.put("vpc, barrier", layers.variational(steps, Meeting.BARRIER));
        return graphs;
    }

    /** Empty unless every function's forward pass and every node's step were recorded, and a barrier was timed. */
    static Optional<ScheduleStudy> of(NetworkResults network) {
        List<Double> barrier = medians(network, network.contenders(Task.BARRIER));
        Optional<NodeTimes> alone = recorded(network, 1, barrier);
        if (alone.isEmpty()) {
            return Optional.empty();
        }
        double inflation = recorded(network, 2, barrier)
                .map(together ->
                        inference(together).work() / inference(alone.get()).work())
                .orElse(1.);
        return Optional.of(new ScheduleStudy(network, alone.get(), inflation));
    }

    private static TaskGraph inference(NodeTimes times) {
        return new AlgorithmGraphs(times, 1).fixedPrediction(times.length() - 1, Meeting.END);
    }

    private static Optional<NodeTimes> recorded(NetworkResults network, int workers, List<Double> barrier) {
        List<Double> forward = medians(network, recorded(network, Task.RECORDED_FORWARD, workers));
        List<Double> step = medians(network, recorded(network, Task.RECORDED_STEP, workers));
        int length = network.chainLength();
        return length < 2 || forward.size() != length || step.size() != length - 1 || barrier.isEmpty()
                ? Optional.empty()
                : Optional.of(new NodeTimes(forward, step, List.of(), barrier.getFirst()));
    }

    private static List<TimedTask> recorded(NetworkResults network, Task task, int workers) {
        return network.contenders(task).stream()
                .filter(contender -> contender.workers() == workers)
                .toList();
    }

    private static List<Double> medians(NetworkResults network, List<TimedTask> contenders) {
        return contenders.stream()
                .map((TimedTask contender) ->
                        Quantity.of(contender).estimate(network).value())
                .toList();
    }

    /** The curve; empty unless the model was accepted. */
    Optional<Section> curve() {
        return simulation().filter(Simulation::accepted).map(simulation -> speedUp());
    }

    /** The model against FPA-PC as measured, whose workers own rows and meet at the end; present if it was measured on one and on two. */
    private Optional<Simulation> simulation() {
        Optional<Double> one = measured(1);
        Optional<Double> two = measured(2);
        if (one.isEmpty() || two.isEmpty()) {
            return Optional.empty();
        }
        TaskGraph rows =
                new AlgorithmGraphs(alone.inflated(inflation), 2).fixedPrediction(alone.length() - 1, Meeting.END);
        return Optional.of(new Simulation(inference(alone), rows, new Simulation.Measured(one.get(), two.get())));
    }

    private Optional<Double> measured(int workers) {
        return network.contenders(Task.PREDICTIVE_CODING).stream()
                .filter(contender -> contender.workers() == workers
                        && !contender.parameters()
                        && contender.movesAllAtOnce()
                        && contender.steps() == alone.length() - 1
                        && contender.algorithm().equals(Names.of(AlgorithmName.FPA)))
                .map((TimedTask contender) ->
                        Quantity.of(contender).estimate(network).value())
                .findFirst();
    }

    /** Work and span of each algorithm, and who catches backprop; beside {@link #HEADINGS}. */
    List<List<String>> rows() {
        boolean accepted = simulation().map(Simulation::accepted).orElse(false);
        List<List<String>> rows = new ArrayList<>();
        graphs.forEach((name, graph) -> {
            OptionalInt processors = Simulation.processorsToCatch(graph, backprop);
            rows.add(List.of(
                    name,
                    format(graph.work() / 1e3),
                    format(graph.span() / 1e3),
                    format(graph.burdenedSpan() / 1e3),
                    format(graph.parallelism()),
                    !accepted
                            ? "not told, the model is off"
                            : processors.isPresent() ? String.valueOf(processors.getAsInt()) : "never"));
        });
        return rows;
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** What the rows are, and whether the model behind them was accepted. */
    String sentence() {
        String model = simulation()
                .map(checked -> String.format(
                        Locale.ROOT,
                        "The model is off by %+.1f %% on one processor and %+.1f %% on two, and %s.",
                        100 * checked.error(1),
                        100 * checked.error(2),
                        checked.accepted() ? "accepted" : "not accepted, since 10 % is allowed"))
                .orElse("The model could not be checked: FPA-PC was not measured on one worker and on two.");
        return String.format(
                Locale.ROOT,
                "T1 is the time of all tasks, the span that of the longest chain of them, each recorded where it runs within FPA-PC on"
                        + " one worker. On two, a task takes %.3f times as long at the pace of the slower one: cores slow each other, and a"
                        + " product of fewer rows is less efficient. %s Who catches backprop is told as if nothing of the kind"
                        + " happened, which favours predictive coding.",
                inflation,
                model);
    }

    private Section speedUp() {
        Data data = new Data(
                Column.number("processors", "Processors", "%.0f"),
                Column.text("name", "Algorithm"),
                Column.number("speedup", "Backprop's time on one processor over this", "%.3f"));
        Map<String, TaskGraph> together = graphs(alone.inflated(inflation));
        for (int processors : PROCESSORS) {
            NodeTimes times = processors == 1 ? alone : alone.inflated(inflation);
            (processors == 1 ? graphs : together)
                    .forEach((name, graph) ->
                            data.row(processors, name, backprop / ListSchedule.makespan(graph, processors)));
            TaskGraph rows = new AlgorithmGraphs(times, processors).backpropagation();
            data.row(processors, "backprop, rows divided", backprop / ListSchedule.makespan(rows, processors));
        }
        Chart chart = new Chart(data)
                .layer("line", by("x", "processors").log(), by("y", "speedup").log(), by("color", "name"))
                .layer("point", by("x", "processors").log(), by("y", "speedup").log(), by("color", "name"));
        return Section.of(
                "Speed-up, simulated",
                "How many times faster than backpropagation on one processor each algorithm would be: list schedules of the"
                        + " recorded tasks, layers divided among processors, each task as slow as two workers make it wherever there are several"
                        + " processors. Simulated beyond what this machine has. Dividing the batch's"
                        + " rows instead, as backpropagation can, is the fair rival; that its tasks lose nothing by being cut is assumed.",
                chart);
    }
}
