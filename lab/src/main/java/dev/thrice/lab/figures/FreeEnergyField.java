package dev.thrice.lab.figures;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;

/**
 * The free energy F (3.5) of a network's batch, with precisions 1 and the loss summed, and -dF/dx (3.9) at any latents x_1 ..
 * x_(L-1): those of an algorithm that descends F and those of one that does not.
 */
final class FreeEnergyField {
    private final Network network;
    private final TensorArena arena;
    private final Tensor[] latents;
    private final Tensor[] errors;
    private final Tensor[] descents;
    private final Tensor output;
    private final List<Operation> operations = new ArrayList<>();

    /**
     * Plans it.
     *
     * @param arena whose memory it takes
     */
    FreeEnergyField(Network network, TensorArena arena) {
        this.arena = arena;
        this.network = network;
        Chain chain = network.chain();
        Kernels kernels = network.kernels();
        int length = chain.length();
        latents = new Tensor[length];
        errors = new Tensor[length];
        descents = new Tensor[length];
        latents[0] = network.inputs();
        for (int l = 1; l < length; l++) {
            latents[l] = allocate(l);
            errors[l] = allocate(l);
            descents[l] = allocate(l);
        }
        Output last = Output.allocate(arena, chain.function(length - 1), network.batch());
        output = last.value();
        Tensor cotangent = allocate(length);
        operations.add(chain.function(length - 1)
                .forward(kernels, latents[length - 1], network.parameters().of(length - 1), last));
        operations.add(() -> kernels.softmaxResidual(output, network.labels(), 1f, cotangent));
        Tensor above = cotangent; // of the node above
        Output predicted = last; // there
        for (int l = length - 1; l >= 1; l--) {
            ElementaryFunction function = chain.function(l - 1);
            Tensor x = latents[l];
            Output mu = Output.allocate(arena, function, network.batch());
            Tensor e = errors[l];
            Tensor delta = allocate(l);
            Tensor descent = descents[l];
            operations.add(function.forward(
                    kernels, latents[l - 1], network.parameters().of(l - 1), mu));
            operations.add(() -> kernels.axpby(1f, x, -1f, mu.value(), e));
            operations.add(() -> kernels.axpby(-1f, e, 0f, descent));
            operations.add(chain.function(l)
                    .inputVjp(kernels, predicted, above, network.parameters().of(l), 1f, 1f, descent));
            operations.add(function.cotangent(kernels, latents[l - 1], mu, e, delta));
            above = delta;
            predicted = mu;
        }
    }

    private Tensor allocate(int node) {
        return Tensor.allocate(arena, network.batch(), network.chain().width(node));
    }

    /** x_l, to be set. */
    Tensor latent(int node) {
        return latents[node];
    }

    /** -dF/dx_l as of the last {@link #evaluate}. */
    Tensor descent(int node) {
        return descents[node];
    }

    /** Computes -dF/dx at the latents, and F there, summed over the batch. */
    double evaluate() {
        operations.forEach(Operation::run);
        double energy = network.loss(output);
        for (int l = 1; l < latents.length; l++) {
            energy += network.kernels().sumOfSquares(errors[l]) / 2;
        }
        return energy;
    }
}
