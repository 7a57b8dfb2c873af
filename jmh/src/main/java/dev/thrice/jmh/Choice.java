package dev.thrice.jmh;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;

/** Algorithms and executors by the names that {@code thrice train} has for them. Its catalogue would bring all of the lab into this jar. */
final class Choice {
    private Choice() {}

    static LearningAlgorithm algorithm(String name, int chainLength) {
        int steps = chainLength - 1;
        return switch (name) {
            case "backprop" -> new Backpropagation();
            case "fpa" -> new FixedPrediction(steps, 1f);
            case "fpa-closed-form" -> new FixedPredictionClosedForm(steps, 1f);
            case "vpc" -> new VariationalPc(steps, .5f);
            case "z-il" -> new ZeroDivergence();
            default ->
                throw new IllegalArgumentException(
                        "algorithm '" + name + "', expected backprop, fpa, fpa-closed-form, vpc or z-il");
        };
    }

    static Executor executor(String name, WorkerTeam team) {
        return switch (name) {
            case "sequential" -> new Sequential();
            case "batch-parallel" -> new BatchParallel(team);
            case "wavefront" -> new Wavefront(team);
            case "gauss-seidel" -> new GaussSeidel(team);
            default ->
                throw new IllegalArgumentException(
                        "executor '" + name + "', expected sequential, batch-parallel, wavefront or gauss-seidel");
        };
    }
}
