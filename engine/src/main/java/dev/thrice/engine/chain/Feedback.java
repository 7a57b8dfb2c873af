package dev.thrice.engine.chain;

/** What brings errors back through a dense layer: its weights themselves, or feedback weights B of its own. */
public enum Feedback {
    /** The transposed weights, as the chain rule has it. */
    SYMMETRIC,
    /** Random B that never learn: feedback alignment (Lillicrap et al. 2016). */
    FIXED,
    /**
     * B that take the same steps as the weights (Kolen &amp; Pollack 1994). With a weight decay of lambda the difference of
     * the two falls as (1 - lambda)^t, whatever is learned.
     */
    KOLEN_POLLACK
}
