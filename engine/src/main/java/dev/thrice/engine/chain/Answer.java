package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;

/** The class that a row of scores stands for: that of the largest, the first of several that are equal. */
public final class Answer {
    private Answer() {}

    /**
     * Whether it is a label's. A row with NaN in it is no answer, nor is one whose largest score is infinite at several classes, as
     * sums that have left float32 are; infinite at one, it is that one's.
     *
     * @param scores [rows x classes]
     * @param row index of the row
     * @param label a class
     * @return true if the label's score is the largest
     * @throws IndexOutOfBoundsException if there is no such row or class
     */
    public static boolean isRight(Tensor scores, int row, int label) {
        float score = scores.get(row, label);
        for (int j = 0; j < scores.columns(); j++) {
            float other = scores.get(row, j);
            boolean comesFirst = j > label && Float.isFinite(score) && other == score;
            if (j != label && !comesFirst && !(other < score)) { // nor can NaN be compared
                return false;
            }
        }
        return !Float.isNaN(score);
    }
}
