package dev.thrice.learn.data;

/**
 * A data set in two: what is learned from, and what is judged by.
 *
 * @param train to learn from
 * @param test to judge by
 */
public record Split(Dataset train, Dataset test) {
    /**
     * Both with features standardised by what is learned from, so that nothing of the other part is known beforehand.
     *
     * @return the same examples, in memory of their own
     */
    public Split standardized() {
        Scaling scaling = Scaling.of(train);
        return new Split(train.scaled(scaling), test.scaled(scaling));
    }
}
