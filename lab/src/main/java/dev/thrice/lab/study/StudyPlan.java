package dev.thrice.lab.study;

import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import java.util.List;
import java.util.Map;

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

    /** So many training images and those that a trainer holds out for validation beside them. */
    static long images(int samples) {
        return (long) samples + Math.ceilDiv(samples, 11);
    }

    /** The data with so many images to learn from. */
    static Mnist first(Mnist all, int samples) {
        return new Mnist(all.train().slice(0, (int) images(samples)), all.test(), all.source(), all.detail());
    }
}
