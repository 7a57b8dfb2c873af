package dev.thrice.jit;

import dev.thrice.assembler.Comparison;
import dev.thrice.kernels.approximation.Exponential;
import dev.thrice.kernels.approximation.TanhApproximation;
import java.util.List;

/** tanh, operation by operation as {@link TanhApproximation} has it. Registers: x, |x|, u, the polynomial, r, t. */
final class TanhFunction extends ElementFunction {
    TanhFunction(VectorUnit unit, List<Registers> vectors) {
        super(unit, vectors);
    }

    @Override
    void emit() {
        eachWithBits(Integer.MAX_VALUE, (v, c) -> asm.and(v.p(), v.x(), c));
        each(v -> asm.vmulps(v.q(), v.x(), v.x()));
        eachWith(TanhApproximation.P11, (v, c) -> asm.vmovups(v.r(), c));
        eachWith(TanhApproximation.P9, (v, c) -> asm.vfmadd213ps(v.r(), v.q(), c));
        eachWith(TanhApproximation.P7, (v, c) -> asm.vfmadd213ps(v.r(), v.q(), c));
        eachWith(TanhApproximation.P5, (v, c) -> asm.vfmadd213ps(v.r(), v.q(), c));
        eachWith(TanhApproximation.P3, (v, c) -> asm.vfmadd213ps(v.r(), v.q(), c));
        each(v -> asm.vmulps(v.q(), v.p(), v.q()));
        each(v -> asm.vfmadd213ps(v.r(), v.q(), v.p()));
        eachWithBits(TanhApproximation.ONE_FROM_BITS, (v, c) -> asm.vpminsd(v.s(), v.p(), c));
        eachWith(Exponential.ROUNDING, (v, c) -> asm.vmovups(v.t(), c));
        eachWith(TanhApproximation.TWO_LOG2_E, (v, c) -> asm.vfmadd231ps(v.t(), v.s(), c));
        eachWith(Exponential.ROUNDING, (v, c) -> asm.vsubps(v.q(), v.t(), c));
        eachWith(-TanhApproximation.HALF_LN_2, (v, c) -> asm.vfmadd231ps(v.s(), v.q(), c));
        eachWith(TanhApproximation.E5, (v, c) -> asm.vmovups(v.q(), c));
        eachWith(TanhApproximation.E4, (v, c) -> asm.vfmadd213ps(v.q(), v.s(), c));
        eachWith(TanhApproximation.E3, (v, c) -> asm.vfmadd213ps(v.q(), v.s(), c));
        eachWith(TanhApproximation.E2, (v, c) -> asm.vfmadd213ps(v.q(), v.s(), c));
        eachWith(2f, (v, c) -> asm.vfmadd213ps(v.q(), v.s(), c));
        eachWith(1f, (v, c) -> asm.vfmadd213ps(v.q(), v.s(), c));
        each(v -> asm.vpslld(v.t(), v.t(), 23));
        each(v -> asm.vpaddd(v.q(), v.q(), v.t()));
        eachWith(1f, (v, c) -> asm.vaddps(v.q(), v.q(), c));
        eachWith(2f, (v, c) -> asm.vmovups(v.t(), c));
        each(v -> asm.vdivps(v.t(), v.t(), v.q()));
        eachWith(1f, (v, c) -> asm.vmovups(v.q(), c));
        each(v -> asm.vsubps(v.q(), v.q(), v.t()));
        eachWith(
                TanhApproximation.SMALL,
                (v, c) -> unit.choose(v.r(), v.r(), v.q(), v.p(), c, Comparison.AT_LEAST, v.t()));
        eachWithBits(Integer.MIN_VALUE, (v, c) -> asm.and(v.x(), v.x(), c));
        each(v -> asm.or(v.x(), v.x(), v.r()));
    }
}
