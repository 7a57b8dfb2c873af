package dev.thrice.kernels.spi;

/** Puts an operand of a product into the form that {@link GemmProvider#plan} expects of a packed one. */
public interface OperandPacker extends AutoCloseable {
    /**
     * The memory that the packed form takes.
     *
     * @return bytes
     */
    long bytes();

    /**
     * Packs. Allocates nothing.
     *
     * @param from address of the operand as stored
     * @param to address of {@link #bytes} bytes, aligned to 64
     */
    void pack(long from, long to);

    /** Gives back what it holds that is not the garbage collector's. Called once at most, and nothing is packed then or later. */
    @Override
    default void close() {}
}
