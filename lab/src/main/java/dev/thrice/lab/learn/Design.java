package dev.thrice.lab.learn;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Chain;

/** A network as it is asked for, before anybody knows the data. */
public interface Design {
    /**
     * The network on some data.
     *
     * @param data that it is to learn from
     * @return its chain
     * @throws UsageError if it cannot be asked for on such data
     * @throws UserError if it is for other data
     */
    Chain chain(DataShape data);

    /**
     * The network as far as it is known without data.
     *
     * @return its chain; on data of MNIST's shape, if it depends on them
     */
    default Chain chain() {
        return chain(DataShape.MNIST);
    }

    /**
     * What it takes, before any of it is there.
     *
     * @param data that it is to learn from
     * @param batch samples of a batch
     * @return in memory
     * @throws UsageError if a number is out of range
     */
    Footprint footprint(DataShape data, int batch);

    /**
     * What its skips were asked for by.
     *
     * @return in words, for messages
     */
    String skips();

    /**
     * What a headline says of it.
     *
     * @param chain of it
     * @return all that tells it from other networks
     */
    default String title(Chain chain) {
        return chain.toString();
    }
}
