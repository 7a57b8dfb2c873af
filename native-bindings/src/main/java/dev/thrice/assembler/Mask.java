package dev.thrice.assembler;

/**
 * A register of mask bits, one a lane. Lanes whose bit is 0 are neither read from memory nor written to it; in a register they become 0.
 *
 * @param index 1 to 7
 */
public record Mask(int index) {
    @Override
    public String toString() {
        return "k" + index;
    }
}
