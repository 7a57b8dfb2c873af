package dev.thrice.lab.safetensors;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of elements whose size is known here, by the names the format has for them. It has others, and will have more. */
public enum Dtype {
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
    /** Truth values, a byte each. */
    BOOL(1);

    /** Those that an F32 holds exactly. */
    public static final List<Dtype> FLOATS = List.of(F32, F16, BF16);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    static Optional<Dtype> of(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    float floatFrom(ByteBuffer buffer) {
        return switch (this) {
            case F32 -> buffer.getFloat();
            case F16 -> Float.float16ToFloat(buffer.getShort());
            case BF16 -> Float.intBitsToFloat(buffer.getShort() << Short.SIZE);
            default -> throw new IllegalArgumentException(this + ", expected one of " + FLOATS);
        };
    }
}
