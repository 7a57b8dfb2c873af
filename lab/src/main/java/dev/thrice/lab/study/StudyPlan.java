package dev.thrice.lab.study;

import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.Pace;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ObjLongConsumer;
import java.util.stream.LongStream;

/**
 * What a study runs, and what it makes of it.
 *
 * @param <R> what comes of a run, a record that Jackson can read and write
 */
interface StudyPlan<R> {
    /** The runs, those that take longest first. */
    List<Cell<R>> cells();

    /** What a result depends on beside what its cell's name tells. */
    Map<String, String> settings();

    /** What the results of all runs say. */
    StudyReport report(List<R> results);

    /**
     * The runs of a kind.
     *
     * @param name of the kind
     * @param seeds how many, from 1 on
     * @param pace how fast it is
     * @param units of work, as the pace counts them
     * @param run of a seed
     * @param require throws an IllegalArgumentException if a result is not that of the seed
     */
    static <R> List<Cell<R>> ofEachSeed(
            String name, int seeds, Pace pace, long units, LongFunction<R> run, ObjLongConsumer<R> require) {
        return LongStream.rangeClosed(1, seeds)
                .mapToObj(seed -> new Cell<R>(
                        name + "-s" + seed,
                        pace,
                        (double) units,
                        () -> run.apply(seed),
                        result -> require.accept(result, seed)))
                .toList();
    }

    /** So many training images and those that a trainer holds out for validation beside them. */
    static long images(int samples) {
        return (long) samples + Math.ceilDiv(samples, 11);
    }

    /** The data with so many images to learn from. */
    static Mnist first(Mnist all, int samples) {
        return new Mnist(all.train().slice(0, (int) images(samples)), all.test(), all.source(), all.detail());
    }
}
