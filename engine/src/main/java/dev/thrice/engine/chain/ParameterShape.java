package dev.thrice.engine.chain;

import java.util.Objects;

/**
 * A parameter of an elementary function.
 *
 * @param name unique within the function, as {@code weight} or {@code bias}
 * @param rows at least 1
 * @param columns at least 1
 * @param learned whether optimizers move it; else its gradient stays zero
 * @param start what all of it is before anything is learned, under every {@link Initialization}; NaN if it is drawn
 */
public record ParameterShape(String name, int rows, int columns, boolean learned, float start) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public ParameterShape {
        Objects.requireNonNull(name, "name");
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "parameter " + name + ": " + size(rows, columns) + ", expected sizes of at least 1");
        }
    }

    /**
     * A parameter that is learned.
     *
     * @param name unique within the function
     * @param rows at least 1
     * @param columns at least 1
     * @throws IllegalArgumentException if a size is below 1
     */
    public ParameterShape(String name, int rows, int columns) {
        this(name, rows, columns, true);
    }

    /**
     * A parameter that is drawn.
     *
     * @param name unique within the function
     * @param rows at least 1
     * @param columns at least 1
     * @param learned whether optimizers move it
     * @throws IllegalArgumentException if a size is below 1
     */
    public ParameterShape(String name, int rows, int columns, boolean learned) {
        this(name, rows, columns, learned, Float.NaN);
    }

    /** As tensors show it. */
    String size() {
        return size(rows, columns);
    }

    private static String size(int rows, int columns) {
        return "[" + rows + " x " + columns + "]";
    }

    /**
     * The parameter's elements.
     *
     * @return rows x columns
     */
    public long count() {
        return (long) rows * columns;
    }
}
