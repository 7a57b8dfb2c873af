package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Comparison;
import dev.thrice.assembler.Vector;
import dev.thrice.kernels.approximation.Exponential;
import dev.thrice.kernels.approximation.TanhApproximation;

/** tanh, operation by operation as {@link TanhApproximation} has it. */
final class TanhFunction implements ElementFunction {
    @Override
    public void emit(VectorUnit unit, Vector x) {
        Assembler asm = unit.asm;
        int next = x.index();
        final Vector y = unit.register(++next);
        final Vector u = unit.register(++next);
        final Vector small = unit.register(++next);
        final Vector r = unit.register(++next);
        final Vector t = unit.register(++next);

        asm.and(y, x, unit.bits(Integer.MAX_VALUE));
        asm.vmulps(u, x, x);
        unit.set(small, TanhApproximation.P11);
        asm.vfmadd213ps(small, u, unit.constant(TanhApproximation.P9));
        asm.vfmadd213ps(small, u, unit.constant(TanhApproximation.P7));
        asm.vfmadd213ps(small, u, unit.constant(TanhApproximation.P5));
        asm.vfmadd213ps(small, u, unit.constant(TanhApproximation.P3));
        asm.vmulps(u, y, u);
        asm.vfmadd213ps(small, u, y);

        asm.vpminsd(r, y, unit.bits(TanhApproximation.ONE_FROM_BITS));
        unit.set(t, Exponential.ROUNDING);
        asm.vfmadd231ps(t, r, unit.constant(TanhApproximation.TWO_LOG2_E));
        asm.vsubps(u, t, unit.constant(Exponential.ROUNDING));
        asm.vfmadd231ps(r, u, unit.constant(-TanhApproximation.HALF_LN_2));
        unit.set(u, TanhApproximation.E5);
        asm.vfmadd213ps(u, r, unit.constant(TanhApproximation.E4));
        asm.vfmadd213ps(u, r, unit.constant(TanhApproximation.E3));
        asm.vfmadd213ps(u, r, unit.constant(TanhApproximation.E2));
        asm.vfmadd213ps(u, r, unit.constant(2f));
        asm.vfmadd213ps(u, r, unit.constant(1f));
        asm.vpslld(t, t, 23);
        asm.vpaddd(u, u, t);
        asm.vaddps(u, u, unit.constant(1f));
        unit.set(t, 2f);
        asm.vdivps(t, t, u);
        unit.set(u, 1f);
        asm.vsubps(u, u, t);

        unit.choose(small, small, u, y, unit.constant(TanhApproximation.SMALL), Comparison.AT_LEAST, t);
        asm.and(x, x, unit.bits(Integer.MIN_VALUE));
        asm.or(x, x, small);
    }
}
