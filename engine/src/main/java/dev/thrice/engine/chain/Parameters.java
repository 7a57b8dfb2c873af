package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A value for each parameter of a chain: the parameters themselves, their gradient, or an optimizer's memory of it. */
public final class Parameters {
    private final Chain chain;
    private final List<List<Tensor>> tensors;

    Parameters(Chain chain, List<List<Tensor>> tensors) {
        this.chain = chain;
        this.tensors = tensors;
    }

    /**
     * Allocates zeros.
     *
     * @param arena owns the memory
     * @param chain whose parameters they stand for
     * @return zeros of the parameters' shapes
     */
    public static Parameters zeros(TensorArena arena, Chain chain) {
        return zeros((rows, columns) -> Tensor.allocate(arena, rows, columns), chain);
    }

    /**
     * Zeros in memory of the caller's own.
     *
     * @param memory gives a zeroed tensor of so many rows and columns
     * @param chain whose parameters they stand for
     * @return zeros of the parameters' shapes
     */
    public static Parameters zeros(BiFunction<Integer, Integer, Tensor> memory, Chain chain) {
        return zeros(memory, chain, true);
    }

    /**
     * Zeros for the gradient: functions that {@linkplain ElementaryFunction#sharedParameters share} parameters have one each.
     *
     * @param memory gives a zeroed tensor of so many rows and columns
     * @param chain whose parameters' gradient it is
     * @return zeros of the parameters' shapes
     */
    public static Parameters gradient(BiFunction<Integer, Integer, Tensor> memory, Chain chain) {
        return zeros(memory, chain, false);
    }

    private static Parameters zeros(BiFunction<Integer, Integer, Tensor> memory, Chain chain, boolean shared) {
        List<List<Tensor>> tensors = new ArrayList<>();
        for (int l = 0; l < chain.length(); l++) {
            int owner = shared ? chain.parametersOf(l) : l;
            tensors.add(
                    owner < l
                            ? tensors.get(owner)
                            : chain.function(l).parameters().stream()
                                    .map(shape -> memory.apply(shape.rows(), shape.columns()))
                                    .toList());
        }
        return new Parameters(chain, tensors);
    }

    /**
     * The memory that {@link #zeros} takes.
     *
     * @param chain whose parameters
     * @return bytes
     */
    public static long bytes(Chain chain) {
        return bytes(IntStream.range(0, chain.length())
                .filter(l -> chain.parametersOf(l) == l)
                .mapToObj(chain::function));
    }

    /**
     * The memory that {@link #gradient} takes.
     *
     * @param chain whose parameters' gradient
     * @return bytes
     */
    public static long gradientBytes(Chain chain) {
        return bytes(chain.functions().stream());
    }

    private static long bytes(Stream<ElementaryFunction> functions) {
        return functions
                .flatMap(function -> function.parameters().stream())
                .mapToLong(shape -> Tensor.allocatedBytes(shape.rows(), shape.columns()))
                .sum();
    }

    /**
     * Checks that these can be a chain's.
     *
     * @param other a chain, maybe another than they were made for
     * @throws IllegalArgumentException if it has other parameters, or of other shapes
     */
    public void requireOf(Chain other) {
        if (other.length() != length()) {
            throw new IllegalArgumentException("parameters: of " + length() + " functions, expected " + other.length()
                    + " for the chain " + other);
        }
        for (int l = 0; l < length(); l++) {
            List<ParameterShape> shapes = other.function(l).parameters();
            boolean alike = shapes.size() == of(l).size();
            for (int p = 0; alike && p < shapes.size(); p++) {
                Tensor tensor = of(l).get(p);
                alike = tensor.rows() == shapes.get(p).rows()
                        && tensor.columns() == shapes.get(p).columns();
            }
            if (!alike) {
                throw new IllegalArgumentException("parameters: " + listed(of(l)) + " of layer " + l + ", expected "
                        + listed(shapes.stream().map(ParameterShape::size).toList()) + " for the chain " + other);
            }
        }
    }

    private static String listed(List<?> shapes) {
        return shapes.isEmpty() ? "none" : shapes.stream().map(Object::toString).collect(Collectors.joining(" and "));
    }

    /**
     * Copies the values of other parameters into these.
     *
     * @param source of the same shapes
     * @return this
     * @throws IllegalArgumentException if the shapes differ
     */
    public Parameters copyFrom(Parameters source) {
        source.requireOf(chain);
        for (int l = 0; l < length(); l++) {
            for (int p = 0; p < of(l).size(); p++) {
                of(l).get(p).copyFrom(source.of(l).get(p));
            }
        }
        return this;
    }

    /**
     * Draws all parameters.
     *
     * @param initialization how
     * @param seed of the generator; the same gives the same parameters
     */
    public void initialize(Initialization initialization, long seed) {
        initialization.draw(chain, this, seed);
    }

    /**
     * The parameters of a function.
     *
     * @param layer l in 0 .. L - 1
     * @return theta_l, in the function's order
     */
    public List<Tensor> of(int layer) {
        return tensors.get(layer);
    }

    /**
     * A parameter of a function.
     *
     * @param layer l in 0 .. L - 1
     * @param name the parameter's
     * @return its values
     * @throws IllegalArgumentException if the function has no such parameter
     */
    public Tensor get(int layer, String name) {
        List<ParameterShape> shapes = chain.function(layer).parameters();
        for (int i = 0; i < shapes.size(); i++) {
            if (shapes.get(i).name().equals(name)) {
                return of(layer).get(i);
            }
        }
        throw new IllegalArgumentException("layer " + layer + " has no parameter " + name + ", expected one of "
                + shapes.stream().map(ParameterShape::name).toList());
    }

    /**
     * The weights of a dense layer.
     *
     * @param layer l in 0 .. L - 1
     * @return W_l, [outputs x inputs]
     * @throws IllegalArgumentException if the function has no weights
     */
    public Tensor weight(int layer) {
        return get(layer, DenseLayer.WEIGHT);
    }

    /**
     * The biases of a dense layer.
     *
     * @param layer l in 0 .. L - 1
     * @return b_l, [1 x outputs]
     * @throws IllegalArgumentException if the function has no biases
     */
    public Tensor bias(int layer) {
        return get(layer, DenseLayer.BIAS);
    }

    /**
     * The number of functions.
     *
     * @return L
     */
    public int length() {
        return tensors.size();
    }
}
