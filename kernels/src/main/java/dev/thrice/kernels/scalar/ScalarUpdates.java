package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.elementwise.UpdateKernels;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.AdamCoefficients;

/** In float32. */
final class ScalarUpdates implements UpdateKernels {
    @Override
    public void momentumStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long v,
            int ldv,
            float learningRate,
            float momentum) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float velocity = Fma.of(momentum, Raw.get(at(v, ldv, i, j)), Raw.get(at(g, ldg, i, j)));
                Raw.set(at(v, ldv, i, j), velocity);
                Raw.set(at(w, ldw, i, j), Fma.of(-learningRate, velocity, Raw.get(at(w, ldw, i, j))));
            }
        }
    }

    @Override
    public void adamStep(
            int rows,
            int columns,
            long w,
            int ldw,
            long g,
            int ldg,
            long m,
            int ldm,
            long v,
            int ldv,
            AdamCoefficients coefficients,
            float rate,
            float inverseRoot) {
        float beta1 = (float) coefficients.beta1();
        float rest1 = (float) (1 - coefficients.beta1());
        float beta2 = (float) coefficients.beta2();
        float rest2 = (float) (1 - coefficients.beta2());
        float epsilon = (float) coefficients.epsilon();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float gradient = Raw.get(at(g, ldg, i, j));
                float first = Fma.of(beta1, Raw.get(at(m, ldm, i, j)), rest1 * gradient);
                float second = Fma.of(beta2, Raw.get(at(v, ldv, i, j)), rest2 * gradient * gradient);
                Raw.set(at(m, ldm, i, j), first);
                Raw.set(at(v, ldv, i, j), second);
                float step = first / Fma.of((float) Math.sqrt(second), inverseRoot, epsilon);
                Raw.set(at(w, ldw, i, j), Fma.of(-rate, step, Raw.get(at(w, ldw, i, j))));
            }
        }
    }
}
