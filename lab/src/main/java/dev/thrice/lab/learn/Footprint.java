package dev.thrice.lab.learn;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.ParameterShape;

/**
 * What a network and a batch take, before any of it is there.
 *
 * @param what it is, with the options that it is asked for by
 * @param layers L
 * @param parameterBytes of all parameters
 * @param inputBytes of the batch
 * @param nodeBytes of the nodes that are computed, and of what the last is clamped to
 */
public record Footprint(String what, double layers, double parameterBytes, double inputBytes, double nodeBytes) {
    /** Nodes lie so far apart. */
    static final double BETWEEN_NODES = 2048;

    /** Kernels go through rows of whole cache lines. */
    private static final int LINE = 16;

    /** What kernels pack, in copies of the parameters, as seen of training with one engine and of validating with forty. */
    private static final double PACKED = 2;

    private static final double PACKED_AN_ENGINE = .25;

    /** Node variables that an algorithm keeps, at most: VPC's and Adam's moments. */
    private static final int MOST_KEPT = 6;

    /** What an engine's objects for a layer take, about. */
    private static final double LAYER_HEAP = 6_000;

    /**
     * Of any chain.
     *
     * @param what it is, with the options that it is asked for by
     * @param chain its functions
     * @param batch samples of a batch
     * @return what it takes
     * @throws UsageError if it has a matrix of more elements than can be counted
     */
    public static Footprint of(String what, Chain chain, int batch) {
        double parameters = 0;
        double nodes = matrix(what, batch, chain.width(chain.length())) + BETWEEN_NODES * (chain.length() + 1.);
        for (ElementaryFunction function : chain.functions()) {
            for (ParameterShape shape : function.parameters()) {
                parameters += matrix(what, shape.rows(), shape.columns());
            }
            nodes += matrix(what, batch, function.outputs());
        }
        return new Footprint(
                what, chain.length(), parameters, matrix(what, batch, chain.width(0)) + BETWEEN_NODES, nodes);
    }

    private static double matrix(String what, int rows, int columns) {
        double elements = rows * padded(columns);
        if (elements > Integer.MAX_VALUE) {
            throw new UsageError(what + " has a matrix of " + rows + " x " + columns
                    + ", expected matrices of fewer than 2^31 elements");
        }
        return Float.BYTES * elements;
    }

    static double padded(double columns) {
        return Math.ceil(columns / LINE) * LINE;
    }

    /** Parameters, their gradients and moments, and what is packed of them; the nodes, with whatever an algorithm can keep there. */
    double bytes(int engines) {
        return (1 + engines + PACKED + PACKED_AN_ENGINE * engines) * parameterBytes
                + inputBytes
                + (1 + (double) engines * MOST_KEPT) * nodeBytes;
    }

    /**
     * Checks that there is room for some of these networks at once.
     *
     * @param memory that there is
     * @param copies how many
     * @param engines of each, or other copies of its parameters and of what they keep at nodes
     * @throws UsageError if there is not
     */
    public void require(Memory memory, int copies, int engines) {
        String several = (copies == 1 ? "" : copies + " at once of ") + what;
        memory.requireHeap(several, LAYER_HEAP * copies * engines * layers);
        memory.requireMachine(several, copies * bytes(engines));
    }
}
