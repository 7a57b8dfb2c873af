package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The tasks of each function by itself: forward, VJP to the inputs, VJPs to the parameters. The VJPs are taken at
 * backpropagation's errors. Both are made of one cotangent, which is counted with the VJP to the inputs.
 */
final class FunctionTasks {
    private final Network network;
    private final TensorArena arena;

    FunctionTasks(Network network, TensorArena arena) {
        this.network = network;
        this.arena = arena;
    }

    static String function(int layer) {
        return "f_" + layer;
    }

    List<Entrant> forward() {
        List<Entrant> tasks = new ArrayList<>();
        for (int l = 0; l < network.chain().length(); l++) {
            int layer = l;
            tasks.add(entrant(function(l), Task.FUNCTION_FORWARD, l, () -> network.forward(layer)));
        }
        return tasks;
    }

    /** Of f_1 .. f_(L-1) to the inputs, since nobody needs f_0's, and of all that have some to the parameters. */
    List<Entrant> vjps() {
        Engine exact = new Engine(network, new Backpropagation(true, LossReduction.SUM), new Sequential());
        exact.errors();
        Parameters gradient = exact.gradient();
        List<Entrant> inputs = new ArrayList<>();
        List<Entrant> parameters = new ArrayList<>();
        for (int l = 0; l < network.chain().length(); l++) {
            ElementaryFunction f = network.chain().function(l);
            Tensor x = network.activation(l);
            Tensor delta = exact.nodes().delta(l + 1);
            Output y = network.output(l + 1);
            if (l > 0) {
                Tensor out = Tensor.allocate(arena, network.batch(), f.inputs());
                Operation vjp = f.cotangent(network.kernels(), x, y, exact.error(l + 1), delta)
                        .then(f.inputVjp(
                                network.kernels(),
                                y,
                                delta,
                                network.parameters().of(l),
                                1f,
                                0f,
                                out));
                inputs.add(entrant("input VJP of " + function(l), Task.INPUT_VJP, l, vjp::run));
            }
            if (!f.parameters().isEmpty()) {
                Operation vjp = f.parameterVjp(network.kernels(), x, y, delta, 1f, gradient.of(l), 0, f.outputs());
                parameters.add(entrant("parameter VJP of " + function(l), Task.PARAMETER_VJP, l, vjp::run));
            }
        }
        inputs.addAll(parameters);
        return inputs;
    }

    private static Entrant entrant(String name, Task task, int layer, Runnable body) {
        return new Entrant(TimedTask.ofFunction(name, task, layer), body);
    }
}
