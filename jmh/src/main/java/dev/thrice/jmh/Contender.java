package dev.thrice.jmh;

/**
 * A kernel or a network of yours, to be measured beside Thrice's by {@link ContenderBenchmark}. Name its class, which is public and has
 * a public constructor without parameters, in {@code META-INF/services/dev.thrice.jmh.Contender}. {@link PlainProduct} is an example.
 */
public interface Contender extends AutoCloseable {
    /**
     * What it is called by {@code -p contender=NAME}.
     *
     * @return a name without commas
     */
    String name();

    /**
     * Takes its memory, runs once and checks what came of it.
     *
     * @throws IllegalStateException if that is wrong
     */
    void prepare();

    /** What is measured. */
    void run();

    /**
     * The work of a run.
     *
     * @return floating-point operations, an FMA as two
     */
    double flops();

    /** Gives its memory back. */
    @Override
    default void close() {}
}
