package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Comparison;
import dev.thrice.assembler.Vector;
import dev.thrice.kernels.approximation.Exponential;

/** 1 / (1 + e^-x), operation by operation as the Vector API's kernel has it. */
final class SigmoidFunction implements ElementFunction {
    @Override
    public void emit(VectorUnit unit, Vector x) {
        Assembler asm = unit.asm;
        int next = x.index();
        final Vector r = unit.register(++next);
        final Vector t = unit.register(++next);
        final Vector q = unit.register(++next);
        final Vector w = unit.register(++next);

        asm.or(q, x, unit.bits(Integer.MIN_VALUE)); // -|x|
        unit.choose(r, q, unit.constant(Exponential.LOWEST), q, unit.constant(Exponential.LOWEST), Comparison.LESS, t);
        unit.set(t, Exponential.ROUNDING);
        asm.vfmadd231ps(t, r, unit.constant(Exponential.LOG2_E));
        asm.vsubps(q, t, unit.constant(Exponential.ROUNDING));
        asm.vfmadd231ps(r, q, unit.constant(-Exponential.LN_2_HIGH));
        asm.vfmadd231ps(r, q, unit.constant(-Exponential.LN_2_LOW));
        unit.set(q, Exponential.C6);
        asm.vfmadd213ps(q, r, unit.constant(Exponential.C5));
        asm.vfmadd213ps(q, r, unit.constant(Exponential.C4));
        asm.vfmadd213ps(q, r, unit.constant(Exponential.C3));
        asm.vfmadd213ps(q, r, unit.constant(.5f));
        asm.vmulps(w, r, r);
        asm.vfmadd213ps(q, w, r);

        // 2^n in two factors of half the exponent
        asm.vpsubd(t, t, unit.bits(Exponential.ROUNDING_BITS));
        asm.vpsrad(w, t, 1);
        asm.vpsubd(t, t, w);
        asm.vpaddd(w, w, unit.bits(Exponential.BIAS));
        asm.vpslld(w, w, 23);
        asm.vpaddd(t, t, unit.bits(Exponential.BIAS));
        asm.vpslld(t, t, 23);
        asm.vaddps(q, q, unit.constant(1f));
        asm.vmulps(q, q, w);
        asm.vmulps(q, q, t);

        unit.set(r, 1f);
        unit.choose(r, r, q, x, unit.constant(0f), Comparison.LESS, t);
        asm.vaddps(q, q, unit.constant(1f));
        asm.vdivps(x, r, q);
    }
}
