package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.AlgorithmWork;
import dev.thrice.lab.results.Arrivals;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.List;

/** The algorithms on a network, under executors. Each begins with its own forward pass, as (2.4) and (3.27) have it. */
final class Algorithms {
    private static final String AND_PARAMETERS = " + parameter VJP";
    private static final double VPC_STEP_SIZE = .5;
    private static final double[] STEP_SIZES = {.8, .5, .2, .1};

    private final Subject subject;
    private final List<Entrant> entrants = new ArrayList<>();

    private Algorithms(Subject subject) {
        this.subject = subject;
    }

    /** Backpropagation and FPA-PC, errors only, on one worker and on all. */
    static List<Entrant> main(Subject subject) {
        Algorithms algorithms = new Algorithms(subject);
        for (Executor executor : subject.sequentialAndAll()) {
            algorithms.backpropagation(executor, false);
            algorithms.predictiveCoding(AlgorithmName.FPA, algorithms.steps(executor), 1., executor, false);
        }
        return algorithms.entrants;
    }

    /** Everything: gradients as well as errors, all variants under all executors, FPA-PC to convergence with other step sizes. */
    static List<Entrant> all(Subject subject) {
        Algorithms algorithms = new Algorithms(subject);
        for (Executor executor : subject.sequentialAndAll()) {
            algorithms.backpropagation(executor, true);
            algorithms.variants(executor, true);
        }
        algorithms.variants(new Wavefront(subject.team()), false);
        algorithms.variants(new GaussSeidel(subject.team()), false);
        for (double stepSize : STEP_SIZES) {
            int steps = ArrivalLaw.steps(subject.length() - 1, stepSize, Arrivals.CONVERGED);
            algorithms.predictiveCoding(AlgorithmName.FPA, steps, stepSize, new Sequential(), false);
        }
        return algorithms.entrants;
    }

    /**
     * The variants with as many steps as errors take to get everywhere. For FPA-PC with gamma = 1 it is then backpropagation:
     * its best case.
     */
    private void variants(Executor executor, boolean gradients) {
        int steps = steps(executor);
        predictiveCoding(AlgorithmName.FPA, steps, 1., executor, gradients);
        predictiveCoding(AlgorithmName.Z_IL, steps, 1., executor, gradients);
        predictiveCoding(AlgorithmName.VPC, steps, VPC_STEP_SIZE, executor, false);
        for (AlgorithmName since :
                List.of(AlgorithmName.PC_ALM, AlgorithmName.VPC_ADAM, AlgorithmName.VPC_PRECISIONS)) {
            predictiveCoding(since, steps, since.stepSize(), executor, false);
        }
    }

    private int steps(Executor executor) {
        return executor.stepsToArrive(subject.network().chain());
    }

    private void backpropagation(Executor executor, boolean gradient) {
        Engine engine = engine(new Backpropagation(), executor);
        int workers = executor.team().workers();
        String name = Names.of(AlgorithmName.BACKPROP);
        String full = name + (workers > 1 ? on(workers) : "");
        add(full, Task.BACKPROPAGATION, name, null, engine, executor, gradient);
    }

    private void predictiveCoding(
            AlgorithmName algorithm, int steps, double stepSize, Executor executor, boolean gradient) {
        Engine engine = engine(algorithm.algorithm(new AlgorithmName.Numbers(steps, (float) stepSize)), executor);
        String name = Names.of(algorithm);
        String order = name(executor);
        String slower = algorithm == AlgorithmName.FPA && stepSize != 1 ? ", gamma " + stepSize : "";
        String full = name
                + slower
                + (order.isEmpty() ? "" : ", " + order)
                + on(executor.team().workers());
        add(full, Task.PREDICTIVE_CODING, name, stepSize, engine, executor, gradient);
    }

    /** An engine that has run once, so that it has counted its work. */
    private Engine engine(LearningAlgorithm algorithm, Executor executor) {
        Engine engine = new Engine(subject.network(), algorithm, executor);
        engine.errors();
        return engine;
    }

    private void add(
            String full, Task task, String name, Double stepSize, Engine engine, Executor executor, boolean gradient) {
        Network network = subject.network();
        Counts counts = engine.counts();
        AlgorithmWork work = new AlgorithmWork(
                name(executor),
                counts.inputVjps(),
                counts.inputVjps() - counts.wastedInputVjps(),
                counts.forwards() - subject.length(),
                MemoryPlan.of(network.chain(), network.batch(), engine.algorithm())
                        .inference());
        int steps = task == Task.BACKPROPAGATION ? 0 : engine.stepsTaken();
        int workers = executor.team().workers();
        TimedTask errors = new TimedTask(full, task, null, name, workers, steps, stepSize, false, work);
        entrants.add(new Entrant(errors, engine::errors));
        if (gradient) {
            TimedTask whole =
                    new TimedTask(full + AND_PARAMETERS, task, null, name, workers, steps, stepSize, true, work);
            entrants.add(new Entrant(whole, engine::gradients));
        }
    }

    private static String on(int workers) {
        return workers == 1 ? ", 1 worker" : ", " + workers + " workers";
    }

    private static String name(Executor executor) {
        return switch (executor) {
            case Wavefront wavefront -> "wavefront";
            case GaussSeidel sweep -> "Gauss-Seidel";
            default -> AlgorithmWork.ALL_AT_ONCE;
        };
    }
}
