package dev.thrice.lab.validate;

import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.Interference;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.timing.InterferenceMeter;
import dev.thrice.measure.InterleavedTiming;
import dev.thrice.measure.ReferenceProduct;
import dev.thrice.measure.Timed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One network in one fork: its contenders and their rounds; of the main network, arrivals and gradients as well. */
final class NetworkRun implements AutoCloseable {
    private final Plan.Case planned;
    private final int fork;
    private final Subject subject;
    private final NetworkResults before;
    private final List<Timed> contenders;
    private final List<TaskRecorder> recorders;
    private final Samples samples;
    private volatile Interference interference;

    /** Does what no clock is needed for, on a network with a batch in it, which closes with this. */
    NetworkRun(Plan.Case planned, int fork, Network network, WorkerTeam team) {
        this.planned = planned;
        this.fork = fork;
        subject = new Subject(network, team);
        List<Entrant> entrants = entrants();
        contenders = entrants.stream().map(Entrant::timed).toList();
        recorders = recorders();
        List<TimedTask> roles =
                new ArrayList<>(entrants.stream().map(Entrant::role).toList());
        recorders.forEach(recorder -> roles.addAll(recorder.roles()));
        samples = new Samples(roles);
        before = new NetworkResults(
                planned.name(),
                planned.batch(),
                planned.sweeps(),
                functions(),
                roles,
                List.of(),
                planned.main() ? ArrivalMeasurement.measure(subject) : List.of(),
                planned.main() ? GradientMeasurement.measure(subject) : List.of());
    }

    /** Warms up and measures all rounds; tells when one is through. */
    void measure(long seed, Runnable through) {
        InterleavedTiming timing =
                InterleavedTiming.warmedUp(contenders, TimeUnit.MILLISECONDS.toNanos(planned.warmUpMillis()), seed);
        InterferenceMeter meter = InterferenceMeter.start();
        for (int round = 1; round <= planned.rounds(); round++) {
            Map<String, Double> nanos = timing.round();
            recorders.forEach(recorder -> nanos.putAll(recorder.record()));
            samples.add(nanos);
            interference = meter.soFar();
            through.run();
        }
    }

    /** What has been measured until now, in no fork if that is nothing; may be called from another thread. */
    NetworkResults soFar() {
        Map<String, List<Double>> nanos = samples.soFar();
        boolean none = nanos.values().iterator().next().isEmpty();
        return before.plus(none ? List.of() : List.of(new Fork(fork, interference, nanos)));
    }

    @Override
    public void close() {
        subject.close();
    }

    /** On one worker and on all. */
    private List<TaskRecorder> recorders() {
        return planned.main()
                ? subject.sequentialAndAll().stream()
                        .map(executor -> new TaskRecorder(subject.network(), executor))
                        .toList()
                : List.of();
    }

    private List<Entrant> entrants() {
        FunctionTasks tasks = new FunctionTasks(subject.network(), subject.arena());
        List<Entrant> entrants = new ArrayList<>(
                List.of(new Entrant(TimedTask.of("forward", Task.FORWARD), subject.network()::forward)));
        entrants.addAll(tasks.forward());
        if (planned.main()) {
            entrants.addAll(tasks.vjps());
        }
        List<Entrant> algorithms = planned.main() ? Algorithms.all(subject) : Algorithms.main(subject);
        entrants.addAll(algorithms);
        Entrant backprop = algorithms.getFirst();
        entrants.add(new Entrant(
                new TimedTask(
                        "backprop, again", Task.AGAIN, null, Names.of(AlgorithmName.BACKPROP), 1, 0, null, false, null),
                backprop.body()));
        WorkerTeam team = subject.team();
        if (planned.main() && team.workers() > 1) {
            entrants.add(new Entrant(TimedTask.of("barrier", Task.BARRIER), () -> team.run((worker, all) -> {})));
        }
        entrants.add(new Entrant(
                TimedTask.of("reference kernel", Task.REFERENCE),
                new ReferenceProduct(subject.network().kernels(), subject.arena())));
        return entrants;
    }

    /** The compulsory traffic is inputs, weights, biases and outputs, each once. */
    private List<FunctionWork> functions() {
        List<FunctionWork> functions = new ArrayList<>();
        for (int l = 0; l < planned.chain().length(); l++) {
            ElementaryFunction layer = planned.chain().function(l);
            long floats = (long) planned.batch() * (layer.inputs() + layer.outputs())
                    + layer.parameters().stream()
                            .mapToLong(ParameterShape::count)
                            .sum();
            functions.add(new FunctionWork(
                    FunctionTasks.function(l),
                    shape(layer),
                    layer.forwardFlops(planned.batch()),
                    Float.BYTES * floats));
        }
        return functions;
    }

    /** Of functions of one kind: a dense layer's is that of its product. */
    private static String shape(ElementaryFunction function) {
        String widths = function.inputs() + " x " + function.outputs();
        return function instanceof DenseLayer ? widths : function.getClass().getSimpleName() + " " + widths;
    }
}
