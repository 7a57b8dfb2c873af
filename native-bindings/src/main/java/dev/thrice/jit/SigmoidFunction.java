package dev.thrice.jit;

import dev.thrice.assembler.Comparison;
import dev.thrice.kernels.approximation.Exponential;
import java.util.List;

/** 1 / (1 + e^-x), operation by operation as the Vector API's kernel has it: e^-|x| with 2^n in two factors of half the exponent. */
final class SigmoidFunction extends ElementFunction {
    SigmoidFunction(VectorUnit unit, List<Registers> vectors) {
        super(unit, vectors);
    }

    @Override
    void emit() {
        eachWithBits(Integer.MIN_VALUE, (v, c) -> asm.or(v.q(), v.x(), c));
        eachWith(Exponential.LOWEST, (v, c) -> unit.choose(v.r(), v.q(), c, v.q(), c, Comparison.LESS, v.t()));
        eachWith(Exponential.ROUNDING, (v, c) -> asm.vmovups(v.t(), c));
        eachWith(Exponential.LOG2_E, (v, c) -> asm.vfmadd231ps(v.t(), v.r(), c));
        eachWith(Exponential.ROUNDING, (v, c) -> asm.vsubps(v.q(), v.t(), c));
        eachWith(-Exponential.LN_2_HIGH, (v, c) -> asm.vfmadd231ps(v.r(), v.q(), c));
        eachWith(-Exponential.LN_2_LOW, (v, c) -> asm.vfmadd231ps(v.r(), v.q(), c));
        eachWith(Exponential.C6, (v, c) -> asm.vmovups(v.q(), c));
        eachWith(Exponential.C5, (v, c) -> asm.vfmadd213ps(v.q(), v.r(), c));
        eachWith(Exponential.C4, (v, c) -> asm.vfmadd213ps(v.q(), v.r(), c));
        eachWith(Exponential.C3, (v, c) -> asm.vfmadd213ps(v.q(), v.r(), c));
        eachWith(.5f, (v, c) -> asm.vfmadd213ps(v.q(), v.r(), c));
        each(v -> asm.vmulps(v.s(), v.r(), v.r()));
        each(v -> asm.vfmadd213ps(v.q(), v.s(), v.r()));
        eachWithBits(Exponential.ROUNDING_BITS, (v, c) -> asm.vpsubd(v.t(), v.t(), c));
        each(v -> asm.vpsrad(v.s(), v.t(), 1));
        each(v -> asm.vpsubd(v.t(), v.t(), v.s()));
        eachWithBits(Exponential.BIAS, (v, c) -> asm.vpaddd(v.s(), v.s(), c));
        each(v -> asm.vpslld(v.s(), v.s(), 23));
        eachWithBits(Exponential.BIAS, (v, c) -> asm.vpaddd(v.t(), v.t(), c));
        each(v -> asm.vpslld(v.t(), v.t(), 23));
        eachWith(1f, (v, c) -> asm.vaddps(v.q(), v.q(), c));
        each(v -> asm.vmulps(v.q(), v.q(), v.s()));
        each(v -> asm.vmulps(v.q(), v.q(), v.t()));
        eachWith(1f, (v, c) -> asm.vmovups(v.r(), c));
        eachWith(0f, (v, c) -> unit.choose(v.r(), v.r(), v.q(), v.x(), c, Comparison.LESS, v.t()));
        eachWith(1f, (v, c) -> asm.vaddps(v.q(), v.q(), c));
        each(v -> asm.vdivps(v.x(), v.r(), v.q()));
    }
}
