package dev.thrice.lab.grid;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run of a grid: independent of all others, on one thread.
 *
 * @param name of the cell and of its file: letters, digits, dots and dashes
 * @param pace how fast cells of its kind are
 * @param units of work in it, as the pace counts them
 * @param run does it
 * @param fits throws an IllegalArgumentException if a result is not this cell's, or not whole
 * @param <R> what comes of it, a record that Jackson can read and write
 */
public record Cell<R>(String name, Pace pace, double units, Supplier<R> run, Consumer<R> fits) {}
