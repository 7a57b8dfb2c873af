package dev.thrice.assembler;

/**
 * A vector register.
 *
 * @param index 0 to 15, to 31 for one of 64 bytes
 * @param bytes 16, 32 or 64
 */
public record Vector(int index, int bytes) implements Operand {
    /** Its lowest 16 bytes. */
    public Vector xmm() {
        return new Vector(index, 16);
    }

    @Override
    public String toString() {
        return (bytes == 64 ? "zmm" : bytes == 32 ? "ymm" : "xmm") + index;
    }
}
