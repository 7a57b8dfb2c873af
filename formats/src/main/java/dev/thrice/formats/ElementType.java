package dev.thrice.formats;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of elements that files of tensors have and that are read here, by the names that safetensors has for them. */
public enum ElementType {
    /** Floating point of 32 bits. */
    F32(4),
    /** Floating point of 16 bits, as IEEE 754 has it. */
    F16(2),
    /** Floating point of 16 bits, the upper half of an F32's. */
    BF16(2),
    /** Floating point of 64 bits. */
    F64(8),
    /** Integers of 64 bits. */
    I64(8),
    /** Integers of 32 bits. */
    I32(4),
    /** Integers of 16 bits. */
    I16(2),
    /** Integers of 8 bits. */
    I8(1),
    /** Integers of 64 bits without a sign. */
    U64(8),
    /** Integers of 32 bits without a sign. */
    U32(4),
    /** Integers of 16 bits without a sign. */
    U16(2),
    /** Integers of 8 bits without a sign. */
    U8(1),
    /** Truth values, a byte each, of which 0 alone is false. */
    BOOL(1);

    /** The types of floating point of which float32 holds every value. */
    public static final List<ElementType> FLOATS = List.of(F32, F16, BF16);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * The type of a name.
     *
     * @param name such as F32, in this case
     * @return the type, if it is one of these
     */
    public static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /**
     * The size of an element.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether elements are whole numbers.
     *
     * @return false of floating point and of truth values
     */
    public boolean isInteger() {
        return switch (this) {
            case F32, F16, BF16, F64, BOOL -> false;
            default -> true;
        };
    }

    /**
     * Reads an element as the float32 next to it.
     *
     * @param from bytes, in the order of the elements' bytes
     * @param index of the element's first byte
     * @return the value, exact but of F64 and of integers of 32 bits and more; infinite if F64 is too large
     */
    public float floatAt(ByteBuffer from, int index) {
        return switch (this) {
            case F32 -> from.getFloat(index);
            case F16 -> Float.float16ToFloat(from.getShort(index));
            case BF16 -> Float.intBitsToFloat(from.getShort(index) << Short.SIZE);
            case F64 -> (float) from.getDouble(index);
            case U64 -> unsigned(from.getLong(index));
            default -> longAt(from, index);
        };
    }

    /** Halved, a 64th bit fits; the bit that is lost tells above from below where rounding is even. */
    private static float unsigned(long value) {
        return value >= 0 ? value : 2f * (float) ((value >>> 1) | (value & 1));
    }

    /**
     * Reads a whole number.
     *
     * @param from bytes, in the order of the elements' bytes
     * @param index of the element's first byte
     * @return the value; of U64 from 2^63 on it is negative; 0 or 1 of truth values
     * @throws IllegalArgumentException of floating point
     */
    public long longAt(ByteBuffer from, int index) {
        return switch (this) {
            case I64, U64 -> from.getLong(index);
            case I32 -> from.getInt(index);
            case U32 -> Integer.toUnsignedLong(from.getInt(index));
            case I16 -> from.getShort(index);
            case U16 -> Short.toUnsignedInt(from.getShort(index));
            case I8 -> from.get(index);
            case U8 -> Byte.toUnsignedInt(from.get(index));
            case BOOL -> from.get(index) == 0 ? 0 : 1;
            default -> throw new IllegalArgumentException(this + ", expected whole numbers");
        };
    }
}
