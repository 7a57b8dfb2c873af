package dev.thrice.engine.chain;

/** The last function of a chain, f_L: the loss E of the last node's value mu_L. */
public enum Loss {
    /** E = - sum over samples of mu[label]: the negative log-likelihood of log-probabilities mu, in nats. */
    NEGATIVE_LOG_LIKELIHOOD,
    /** E = 1/2 ||target - mu||^2, summed over samples. */
    SQUARED_ERROR
}
