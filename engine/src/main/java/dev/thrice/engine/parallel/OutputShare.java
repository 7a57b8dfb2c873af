package dev.thrice.engine.parallel;

import dev.thrice.kernels.Tensor;

/**
 * A run of a function's outputs: the part of its parameters that one worker computes the gradient of.
 *
 * @param first index of the first output
 * @param end index after the last
 * @param outputs of the function
 */
public record OutputShare(int first, int end, int outputs) {
    /**
     * The part of a parameter, or of something of its shape. The parts of all workers are all of it.
     *
     * @param parameter of the function
     * @return as much of its rows, or of the columns of a single row, as the share has of the outputs; maybe nothing
     */
    public Tensor of(Tensor parameter) {
        if (parameter.rows() == 1) {
            int from = cut(parameter.columns(), first);
            return parameter.columns(from, cut(parameter.columns(), end) - from);
        }
        int from = cut(parameter.rows(), first);
        return parameter.rows(from, cut(parameter.rows(), end) - from);
    }

    /**
     * Where its part of a parameter begins.
     *
     * @param parameter of the function
     * @return index of the first of the part's rows, or of the columns of a single row
     */
    public int start(Tensor parameter) {
        return cut(parameter.rows() == 1 ? parameter.columns() : parameter.rows(), first);
    }

    public boolean isEmpty() {
        return first == end;
    }

    private int cut(int extent, int output) {
        return (int) ((long) extent * output / outputs);
    }
}
