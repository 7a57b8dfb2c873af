package dev.thrice.engine.chain;

/**
 * A computation that was planned on its operands: shapes, strides and kernels are settled. Running it decides nothing and
 * allocates nothing. For one thread at a time.
 */
@FunctionalInterface
public interface Operation {
    /** Nothing to be done. */
    Operation NOTHING = () -> {};

    /** Does it. */
    void run();

    /**
     * One operation after the other.
     *
     * @param next what follows this
     * @return both
     */
    default Operation then(Operation next) {
        if (next.equals(NOTHING)) {
            return this;
        }
        if (equals(NOTHING)) {
            return next;
        }
        return () -> {
            run();
            next.run();
        };
    }
}
