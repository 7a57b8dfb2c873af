package dev.thrice.kernels.elementwise;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.Runs;

/** Linear combinations and reductions. An operand whose factor is 0 is not read. */
public interface ArithmeticKernels {
    /**
     * Sets every element.
     *
     * @param rows rows
     * @param columns columns
     * @param value the value
     * @param y address of y
     * @param ldy its leading dimension
     */
    void fill(int rows, int columns, float value, long y, int ldy);

    /**
     * y = x + row, the same row added to every row.
     *
     * @param rows rows
     * @param columns columns
     * @param x address of x
     * @param ldx its leading dimension
     * @param row address of the row
     * @param y address of y, x or apart from it
     * @param ldy its leading dimension
     */
    void addRow(int rows, int columns, long x, int ldx, long row, long y, int ldy);

    /**
     * out = alpha x + beta y.
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of x
     * @param x address of x
     * @param ldx its leading dimension
     * @param beta factor of y
     * @param y address of y
     * @param ldy its leading dimension
     * @param out address of the result, x or y or apart from them
     * @param ldo its leading dimension
     */
    void axpby(int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy, long out, int ldo);

    /**
     * sums[j] = alpha (sum over i of x[i,j]) + beta sums[j].
     *
     * @param rows rows
     * @param columns columns
     * @param alpha factor of the new sums
     * @param x address of x
     * @param ldx its leading dimension
     * @param beta factor of the old sums
     * @param sums address of the row of sums
     */
    void columnSums(int rows, int columns, float alpha, long x, int ldx, float beta, long sums);

    /**
     * Whether every magnitude is below a limit; NaN is not.
     *
     * @param rows rows
     * @param columns columns
     * @param limit not NaN; infinity for whether every element is finite
     * @param x address of x
     * @param ldx its leading dimension
     * @return true if |x[i,j]| is less than the limit for all elements
     */
    boolean allBelow(int rows, int columns, float limit, long x, int ldx);

    /**
     * y = x where runs say so, as bits.
     *
     * @param runs from x to y
     * @param x address of the source
     * @param y address of the target, apart from it
     */
    void copyRuns(Runs runs, long x, long y);

    /**
     * y = fma(factor, x, y) where runs say so, one run after the other.
     *
     * @param runs from x to y
     * @param factor of x
     * @param x address of the source
     * @param y address of the target, apart from it
     */
    void addRuns(Runs runs, float factor, long x, long y);

    /**
     * Where runs say so and x is above y, or NaN: y = x, and the place is x's position, as a float.
     *
     * @param runs from x to y, none longer than what a float tells apart
     * @param x address of the source
     * @param y address of the maxima so far, apart from it
     * @param places address of their places, apart from both
     */
    void maxRuns(Runs runs, long x, long y, long places);

    /**
     * y[i, places[i, j]] += factor x[i, j], in ascending order of j; where a place is below 0, nothing. One number after the other, since
     * places may be the same.
     *
     * @param rows rows
     * @param columns of x and of the places
     * @param width columns of y
     * @param factor of x
     * @param x address of x
     * @param ldx its leading dimension
     * @param places address of the places, whole numbers
     * @param ldp its leading dimension
     * @param y address of y, apart from both
     * @param ldy its leading dimension
     * @return whether all places were below the width, and numbers; what were not are left out
     */
    default boolean scatter(
            int rows, int columns, int width, float factor, long x, int ldx, long places, int ldp, long y, int ldy) {
        boolean within = true;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float place = Raw.get(at(places, ldp, i, j));
                if (place >= 0 && place < width) {
                    long to = at(y, ldy, i, (int) place);
                    Raw.set(to, Raw.get(to) + factor * Raw.get(at(x, ldx, i, j)));
                } else {
                    within &= place < 0;
                }
            }
        }
        return within;
    }
}
