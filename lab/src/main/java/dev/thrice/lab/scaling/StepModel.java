package dev.thrice.lab.scaling;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.TaskTimes;
import dev.thrice.engine.execution.TaskTimes.Task;
import java.util.Arrays;
import java.util.List;

/**
 * What a training step by FPA-PC takes on stages, from what each function takes in one process and what a message takes:
 *
 * <pre>sum of forward passes + (P - 1) m + T (max over stages of input-VJPs + m) + max over stages of (parameter-VJPs + update),</pre>
 *
 * <p>m for a message, without it where P = 1. A feedforward pass goes through the stages one after the other; in an inference step all work
 * at once, and each waits for the error of the one above. With T = L - 1 it is no less than {@link #backpropagation} on the same stages, however
 * long a message takes: T times the longest stage is no less than the sum of all, of which L - 1 functions have an input-VJP, and T messages
 * no fewer than the P - 1 by which errors go down once.
 */
final class StepModel {
    private final Chain chain;
    private final int steps;
    private final double[] forward; // seconds, by function
    private final double[] inputVjp; // in one step; 0 of f_0
    private final double[] parameterVjp;
    private final double rest; // of a training step, the update above all
    private final double message;

    /** Of seconds that each function takes, by its index. */
    StepModel(
            Chain chain,
            int steps,
            double[] forward,
            double[] inputVjp,
            double[] parameterVjp,
            double rest,
            double message) {
        this.chain = chain;
        this.steps = steps;
        this.forward = forward;
        this.inputVjp = inputVjp;
        this.parameterVjp = parameterVjp;
        this.rest = rest;
        this.message = message;
    }

    /** Seconds of a message of a node's errors. */
    double message() {
        return message;
    }

    /** The same where a message takes so many seconds. */
    StepModel withMessage(double other) {
        return new StepModel(chain, steps, forward, inputVjp, parameterVjp, rest, other);
    }

    /**
     * Of a multilayer perceptron of as many functions, with L - 1 steps: the first and the last as here, and those between them as the mean of
     * those here, of which there has to be one.
     */
    StepModel ofLength(int length) {
        int last = chain.length() - 1;
        Chain other = Chain.multilayerPerceptron(chain.width(0), length - 1, chain.width(1), chain.width(last + 1));
        double here = parameters(Stage.whole(chain));
        return new StepModel(
                other,
                length - 1,
                ofLength(forward, length),
                ofLength(inputVjp, length),
                ofLength(parameterVjp, length),
                rest * parameters(Stage.whole(other)) / here,
                message);
    }

    private static double[] ofLength(double[] seconds, int length) {
        double[] other = new double[length];
        Arrays.fill(
                other, Arrays.stream(seconds, 1, seconds.length - 1).average().orElseThrow());
        other[0] = seconds[0];
        other[length - 1] = seconds[seconds.length - 1];
        return other;
    }

    /** From the tasks of so many training steps, which took so long together. */
    static StepModel of(Chain chain, int steps, TaskTimes tasks, int runs, double seconds, double message) {
        int length = chain.length();
        double[] forward = new double[length];
        double[] inputVjp = new double[length];
        double[] parameterVjp = new double[length];
        double sum = 0;
        for (int l = 0; l < length; l++) {
            forward[l] = tasks.nanos(Task.FORWARD, l + 1) / 1e9 / runs;
            inputVjp[l] = l == 0 ? 0 : tasks.nanos(Task.RELAX, l) / 1e9 / runs / steps;
            parameterVjp[l] = tasks.nanos(Task.PARAMETER_VJP, l + 1) / 1e9 / runs;
            sum += forward[l] + steps * inputVjp[l] + parameterVjp[l];
        }
        double rest = Math.max(0, seconds / runs - sum);
        return new StepModel(chain, steps, forward, inputVjp, parameterVjp, rest, message);
    }

    /** Seconds on so many ranks. */
    double seconds(int ranks) {
        List<Stage> stages = Stage.divide(chain, ranks, steps, false);
        double all = 0;
        double step = 0;
        double learning = 0;
        for (Stage stage : stages) {
            all += sum(forward, stage);
            step = Math.max(step, sum(inputVjp, stage));
            learning = Math.max(learning, learning(stage));
        }
        double waiting = ranks > 1 ? message : 0;
        return all + (ranks - 1) * message + steps * (step + waiting) + learning;
    }

    /**
     * Seconds of backpropagation on as many ranks, which may be at work at once no less: errors go down the stages one after the other, once,
     * and each stage goes on with its parameter-VJPs when it has passed them on,
     *
     * <pre>sum of forward passes + (P - 1) m + max over stages s of (input-VJPs of s and all above + messages + parameter-VJPs of s + update).</pre>
     */
    double backpropagation(int ranks) {
        List<Stage> stages = Stage.divide(chain, ranks, 1, false);
        double passedOn = (ranks - 1) * message;
        for (double seconds : forward) {
            passedOn += seconds;
        }
        double end = 0;
        for (Stage stage : stages.reversed()) {
            passedOn += sum(inputVjp, stage);
            end = Math.max(end, passedOn + learning(stage));
            passedOn += message;
        }
        return end;
    }

    private double learning(Stage stage) {
        return sum(parameterVjp, stage) + rest * parameters(stage) / parameters(Stage.whole(chain));
    }

    private static double sum(double[] seconds, Stage stage) {
        double sum = 0;
        for (int l = stage.first(); l < stage.end(); l++) {
            sum += seconds[l];
        }
        return sum;
    }

    private static double parameters(Stage stage) {
        double count = 0;
        for (int l = stage.first(); l < stage.end(); l++) {
            count += stage.whole().function(l).parameters().stream()
                    .mapToDouble(shape -> shape.count())
                    .sum();
        }
        return count;
    }
}
