package dev.thrice.emulator;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** The arithmetic of x86 on floats by their bits: NaNs that come in come out quiet, the first of them first; others are the default. */
final class Floats {
    private static final int SIGN = 0x8000_0000;
    private static final int QUIET = 0x0040_0000;
    private static final int DEFAULT_NAN = 0xFFC0_0000;
    private static final int LESS = 1;
    private static final int EQUAL = 2;
    private static final int GREATER = 4;
    private static final int UNORDERED = 8;

    /** Which relations each of the predicates 0 to 15 names; 16 to 31 are the same, other ones of them signalling. */
    private static final int[] PREDICATES = {
        EQUAL,
        LESS,
        LESS | EQUAL,
        UNORDERED,
        LESS | GREATER | UNORDERED,
        GREATER | EQUAL | UNORDERED,
        GREATER | UNORDERED,
        LESS | EQUAL | GREATER,
        EQUAL | UNORDERED,
        LESS | UNORDERED,
        LESS | EQUAL | UNORDERED,
        0,
        LESS | GREATER,
        GREATER | EQUAL,
        GREATER,
        LESS | EQUAL | GREATER | UNORDERED
    };

    private Floats() {}

    interface FloatBinary {
        float of(float a, float b);
    }

    interface Ternary {
        int of(int a, int b, int c);
    }

    static float value(int bits) {
        return Float.intBitsToFloat(bits);
    }

    private static boolean isNaN(int bits) {
        return (bits & ~SIGN) > 0x7F80_0000;
    }

    private static int bits(float value) {
        return Float.isNaN(value) ? DEFAULT_NAN : Float.floatToRawIntBits(value);
    }

    static IntBinaryOperator arithmetic(FloatBinary operation) {
        return (a, b) -> {
            if (isNaN(a) || isNaN(b)) {
                return (isNaN(a) ? a : b) | QUIET;
            }
            return bits(operation.of(value(a), value(b)));
        };
    }

    /** The second where neither is less: with a NaN, and of zeros. */
    static int min(int a, int b) {
        return value(a) < value(b) ? a : b;
    }

    /** The second where neither is greater. */
    static int max(int a, int b) {
        return value(a) > value(b) ? a : b;
    }

    /** {@return x y + z, rounded once} */
    static int fma(int x, int y, int z, boolean negatesProduct, boolean negatesAddend) {
        for (int operand : new int[] {x, y, z}) {
            if (isNaN(operand)) {
                return operand | QUIET;
            }
        }
        float addend = negatesAddend ? -value(z) : value(z);
        return bits(Math.fma(negatesProduct ? -value(x) : value(x), value(y), addend));
    }

    static int sqrt(int a) {
        return isNaN(a) ? a | QUIET : bits((float) Math.sqrt(value(a)));
    }

    /** {@return rounding to a multiple of 2^-M, as the immediate of vrndscaleps says it} */
    static IntUnaryOperator rounding(int immediate) {
        int scale = immediate >> 4 & 15;
        return a -> isNaN(a)
                ? a | QUIET
                : bits((float) Math.scalb(rounded(Math.scalb((double) value(a), scale), immediate), -scale));
    }

    private static double rounded(double x, int immediate) {
        int direction = (immediate & 4) != 0 ? 0 : immediate & 3;
        return switch (direction) {
            case 0 -> Math.rint(x);
            case 1 -> Math.floor(x);
            case 2 -> Math.ceil(x);
            default -> x < 0 ? Math.ceil(x) : Math.floor(x);
        };
    }

    /** {@return a times 2 to the floor of b} */
    static int scale(int a, int b) {
        boolean signalling = isNaN(a) && (a & QUIET) == 0;
        boolean infinite = Float.isInfinite(value(b));
        if (signalling || isNaN(b) || (isNaN(a) && !infinite)) {
            return (isNaN(a) ? a : b) | QUIET;
        }
        if (infinite) {
            float factor = value(b) > 0 ? Float.POSITIVE_INFINITY : 0;
            return isNaN(a) ? bits(factor) : bits(value(a) * factor);
        }
        int exponent = (int) Math.floor(Math.max(-600, Math.min(600, value(b))));
        return bits((float) Math.scalb((double) value(a), exponent));
    }

    static int toInt(double rounded) {
        return rounded >= Integer.MIN_VALUE && rounded <= Integer.MAX_VALUE ? (int) rounded : Integer.MIN_VALUE;
    }

    static boolean compare(int a, int b, int predicate) {
        float x = value(a);
        float y = value(b);
        int relation = x < y ? LESS : x > y ? GREATER : x == y ? EQUAL : UNORDERED;
        return (PREDICATES[predicate & 15] & relation) != 0;
    }
}
