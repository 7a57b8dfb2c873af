package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeTensors;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.LayerParallel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.lab.results.AlgorithmWork;
import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The algorithms on a network, under executors. Each begins with its own forward pass, as (2.4) and (3.27) have it. */
final class Algorithms {
    private static final String AND_PARAMETERS = " + parameter VJP";
    private static final float VPC_STEP_SIZE = .5f;

    private final Subject subject;
    private final List<Entrant> entrants = new ArrayList<>();

    private Algorithms(Subject subject) {
        this.subject = subject;
    }

    /** Backpropagation and FPA-PC, errors only, on one worker and on all. */
    static List<Entrant> main(Subject subject) {
        Algorithms algorithms = new Algorithms(subject);
        for (Executor executor : algorithms.sequentialAndAll()) {
            algorithms.add(Task.BACKPROPAGATION, "backprop", new Backpropagation(), executor, false);
            algorithms.add(Task.PREDICTIVE_CODING, "fpa", algorithms.fixedPrediction(), executor, false);
        }
        return algorithms.entrants;
    }

    /** Everything: gradients as well as errors, all variants under all executors. */
    static List<Entrant> all(Subject subject) {
        Algorithms algorithms = new Algorithms(subject);
        Map<String, LearningAlgorithm> variants = new LinkedHashMap<>();
        variants.put("fpa", algorithms.fixedPrediction());
        variants.put("z-il", new ZeroDivergence());
        variants.put("vpc", new VariationalPc(subject.length() - 1, VPC_STEP_SIZE));
        for (Executor executor : algorithms.sequentialAndAll()) {
            algorithms.add(Task.BACKPROPAGATION, "backprop", new Backpropagation(), executor, true);
            variants.forEach((name, variant) ->
                    algorithms.add(Task.PREDICTIVE_CODING, name, variant, executor, !name.equals("vpc")));
        }
        for (Executor executor : List.of(new Wavefront(subject.team()), new GaussSeidel(subject.team()))) {
            variants.forEach((name, variant) -> algorithms.add(Task.PREDICTIVE_CODING, name, variant, executor, false));
        }
        return algorithms.entrants;
    }

    private List<Executor> sequentialAndAll() {
        return subject.team().workers() == 1
                ? List.of(new Sequential())
                : List.of(new Sequential(), new LayerParallel(subject.team()));
    }

    /** With gamma = 1 and as few steps as it takes it is backpropagation: its best case. */
    private LearningAlgorithm fixedPrediction() {
        return new FixedPrediction(subject.length() - 1, 1f);
    }

    private void add(Task task, String name, LearningAlgorithm algorithm, Executor executor, boolean gradient) {
        Network network = subject.network();
        Engine engine = new Engine(network, algorithm, executor);
        engine.errors();
        Counts counts = engine.counts();
        AlgorithmWork work = new AlgorithmWork(
                name(executor),
                counts.inputVjps(),
                counts.inputVjps() - counts.wastedInputVjps(),
                counts.forwards() - subject.length(),
                NodeTensors.bytes(network.chain(), network.batch(), algorithm.keeps()));
        int steps = task == Task.BACKPROPAGATION ? 0 : engine.stepsTaken();
        int workers = executor.team().workers();
        String full = name + (work.executor().isEmpty() ? "" : ", " + work.executor());
        if (task != Task.BACKPROPAGATION || workers > 1) {
            full += workers == 1 ? ", 1 worker" : ", " + workers + " workers";
        }
        entrants.add(new Entrant(new Contender(full, task, null, name, workers, steps, false, work), engine::errors));
        if (gradient) {
            entrants.add(new Entrant(
                    new Contender(full + AND_PARAMETERS, task, null, name, workers, steps, true, work),
                    engine::gradients));
        }
    }

    private static String name(Executor executor) {
        return switch (executor) {
            case Wavefront wavefront -> "wavefront";
            case GaussSeidel sweep -> "Gauss-Seidel";
            default -> AlgorithmWork.ALL_AT_ONCE;
        };
    }
}
