package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.engine.chain.Chain;
import java.util.List;
import java.util.Map;

/** The network that is measured first, and those that vary it in one number each. */
interface Networks {
    /** Engines that are planned on the first network, for algorithms, recorders and comparisons of gradients; and on another. */
    int ENGINES_OF_MAIN = 52;

    int ENGINES_OF_OTHERS = 4;

    /**
     * One that varies the first.
     *
     * @param sweep what it varies
     * @param value to what
     * @param chain its functions
     * @param batch samples
     */
    record Variation(String sweep, double value, Chain chain, int batch) {}

    /** The first one's functions. */
    Chain chain();

    /** The functions of the first, known before they are there. */
    int length();

    /** What the first one has of everything that others vary. */
    Map<String, Double> sweeps();

    /** The others, sweep by sweep. */
    List<Variation> variations(boolean quick);

    /**
     * Checks that there is memory for each of them.
     *
     * @throws dev.thrice.command.UsageError if there is not, or a number is out of range
     */
    void requireRoom(Memory memory);
}
