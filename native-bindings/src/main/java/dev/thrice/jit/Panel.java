package dev.thrice.jit;

/**
 * A panel of columns.
 *
 * @param isa whose vectors
 * @param vectors of a row
 * @param columns of a row; fewer than all lanes in the last panel
 */
record Panel(Isa isa, int vectors, int columns) {
    /** Lanes of a vector that are columns. */
    int lanes(int vector) {
        return Math.min(isa.lanes(), columns - vector * isa.lanes());
    }

    /** Bytes from the panel's left edge to a vector. */
    long at(int vector) {
        return (long) vector * isa.bytes();
    }

    /** Bytes of whole vectors. */
    long bytes() {
        return at(vectors);
    }

    /** Columns of whole vectors. */
    int width() {
        return vectors * isa.lanes();
    }
}
