package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;
import java.util.Objects;

/** The class that a row of scores stands for: that of the largest, the first of several that are equal. */
public final class Answer {
    private Answer() {}

    /**
     * The answer. A row with NaN in it is none, nor is one whose largest score is infinite at several classes, as sums that have left
     * float32 are; infinite at one, it is that one's.
     *
     * @param scores [rows x classes], at least one class
     * @param row index of the row
     * @return the class, or -1 for no answer
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public static int of(Tensor scores, int row) {
        int best = 0;
        float largest = scores.get(row, 0);
        boolean several = false;
        boolean numbers = !Float.isNaN(largest);
        for (int j = 1; j < scores.columns(); j++) {
            float score = scores.get(row, j);
            numbers &= !Float.isNaN(score);
            several = score == largest || (several && !(score > largest));
            if (score > largest) {
                best = j;
                largest = score;
            }
        }
        return !numbers || (several && Float.isInfinite(largest)) ? -1 : best;
    }

    /**
     * Whether {@linkplain #of the answer} is a label.
     *
     * @param scores [rows x classes]
     * @param row index of the row
     * @param label a class
     * @return true if it is that class
     * @throws IndexOutOfBoundsException if there is no such row or class
     */
    public static boolean isRight(Tensor scores, int row, int label) {
        Objects.checkIndex(label, scores.columns());
        return of(scores, row) == label;
    }
}
