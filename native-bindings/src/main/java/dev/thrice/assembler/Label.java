package dev.thrice.assembler;

/** A place in the code. */
public final class Label {
    private static final int NOWHERE = -1;
    private int offset = NOWHERE;

    boolean isPlaced() {
        return offset != NOWHERE;
    }

    /**
     * Bytes from the beginning of the code.
     *
     * @throws IllegalStateException if it is nowhere yet
     */
    public int offset() {
        if (!isPlaced()) {
            throw new IllegalStateException("a label that is nowhere");
        }
        return offset;
    }

    void place(int at) {
        if (isPlaced()) {
            throw new IllegalStateException("a label in two places");
        }
        offset = at;
    }
}
