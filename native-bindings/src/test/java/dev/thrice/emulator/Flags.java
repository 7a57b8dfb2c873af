package dev.thrice.emulator;

import java.util.EnumMap;
import java.util.Map;

/** The flags that conditions ask. One that an instruction leaves undefined cannot be asked. */
final class Flags {
    enum Flag {
        CARRY,
        ZERO,
        SIGN,
        OVERFLOW
    }

    private final Map<Flag, Boolean> values = new EnumMap<>(Flag.class);

    void set(Flag flag, boolean value) {
        values.put(flag, value);
    }

    void undefine(Flag... flags) {
        for (Flag flag : flags) {
            values.remove(flag);
        }
    }

    boolean get(Flag flag) {
        Boolean value = values.get(flag);
        if (value == null) {
            throw new EmulationException("asks the flag " + flag + ", which is undefined here");
        }
        return value;
    }

    /** A step that leaves this flag as it was. */
    void keeping(Flag flag, Runnable step) {
        Boolean before = values.get(flag);
        step.run();
        values.put(flag, before);
    }

    /** Of a result at its width: zero and sign. */
    void setResult(long result, int bytes) {
        int shift = Long.SIZE - 8 * bytes;
        set(Flag.ZERO, result << shift == 0);
        set(Flag.SIGN, result << shift < 0);
    }

    /** {@return whether a condition holds, which is named as in {@code jCONDITION}} */
    boolean holds(String condition) {
        return switch (condition) {
            case "o" -> get(Flag.OVERFLOW);
            case "no" -> !get(Flag.OVERFLOW);
            case "b" -> get(Flag.CARRY);
            case "ae" -> !get(Flag.CARRY);
            case "e" -> get(Flag.ZERO);
            case "ne" -> !get(Flag.ZERO);
            case "be" -> isBelowOrEqual();
            case "a" -> !isBelowOrEqual();
            case "s" -> get(Flag.SIGN);
            case "ns" -> !get(Flag.SIGN);
            case "l" -> get(Flag.SIGN) != get(Flag.OVERFLOW);
            case "ge" -> get(Flag.SIGN) == get(Flag.OVERFLOW);
            case "le" -> isLessOrEqual();
            case "g" -> !isLessOrEqual();
            default -> throw new EmulationException("a condition that is not emulated, " + condition);
        };
    }

    private boolean isBelowOrEqual() {
        boolean below = get(Flag.CARRY);
        boolean equal = get(Flag.ZERO);
        return below || equal;
    }

    private boolean isLessOrEqual() {
        boolean less = get(Flag.SIGN) != get(Flag.OVERFLOW);
        boolean equal = get(Flag.ZERO);
        return less || equal;
    }
}
