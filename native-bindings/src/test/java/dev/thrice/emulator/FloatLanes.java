package dev.thrice.emulator;

import dev.thrice.emulator.Floats.Ternary;
import java.util.function.IntBinaryOperator;

/** Arithmetic of floats. */
final class FloatLanes {
    private FloatLanes() {}

    static void addTo(InstructionSet set) {
        add(set, "vadd", Floats.arithmetic((a, b) -> a + b));
        add(set, "vsub", Floats.arithmetic((a, b) -> a - b));
        add(set, "vmul", Floats.arithmetic((a, b) -> a * b));
        add(set, "vdiv", Floats.arithmetic((a, b) -> a / b));
        add(set, "vmin", Floats::min);
        add(set, "vmax", Floats::max);
        set.add("vscalefps", Lanes.binary(Floats::scale));
        set.add("vsqrtps", Lanes.unary(Floats::sqrt));
        set.add("vsqrtss", Lanes.scalar((a, b) -> Floats.sqrt(b)));
        set.add("vroundps vrndscaleps", Lanes.byNumber(Floats::rounding));
        set.add("vcvtdq2ps", Lanes.unary(a -> Float.floatToRawIntBits(a)));
        set.add("vcvtps2dq", Lanes.unary(a -> Floats.toInt(Math.rint(Floats.value(a)))));
        set.add("vcvttps2dq", Lanes.unary(a -> Floats.toInt(truncated(Floats.value(a)))));
        fused(set, "vfmadd", false, false);
        fused(set, "vfmsub", false, true);
        fused(set, "vfnmadd", true, false);
        fused(set, "vfnmsub", true, true);
    }

    private static double truncated(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static void add(InstructionSet set, String name, IntBinaryOperator operation) {
        set.add(name + "ps", Lanes.binary(operation));
        set.add(name + "ss", Lanes.scalar(operation));
    }

    /** The digits name the operands: the product of the first two, plus the third. Of NaNs the one in the earliest of (first, second, third) factors wins. */
    private static void fused(InstructionSet set, String name, boolean negatesProduct, boolean negatesAddend) {
        fused(set, name + "132", (a, b, c) -> Floats.fma(a, c, b, negatesProduct, negatesAddend));
        fused(set, name + "213", (a, b, c) -> Floats.fma(b, a, c, negatesProduct, negatesAddend));
        fused(set, name + "231", (a, b, c) -> Floats.fma(b, c, a, negatesProduct, negatesAddend));
    }

    private static void fused(InstructionSet set, String name, Ternary operation) {
        set.add(name + "ps", Lanes.ternary(immediate -> operation));
        set.add(name + "ss", Lanes.scalar(operation));
    }
}
