package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.memory.Raw;
import dev.thrice.kernels.spec.Runs;

/** In float32, one rounding an operation, sums in ascending order. */
final class ScalarArithmetic implements ArithmeticKernels {
    @Override
    public void fill(int rows, int columns, float value, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), value);
            }
        }
    }

    @Override
    public void addRow(int rows, int columns, long x, int ldx, long row, long y, int ldy) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), Raw.get(at(x, ldx, i, j)) + Raw.get(at(row, 0, 0, j)));
            }
        }
    }

    @Override
    public void axpby(
            int rows, int columns, float alpha, long x, int ldx, float beta, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Raw.set(at(out, ldo, i, j), combine(alpha, at(x, ldx, i, j), beta, at(y, ldy, i, j)));
            }
        }
    }

    private static float combine(float alpha, long x, float beta, long y) {
        if (beta == 0f) {
            return alpha == 0f ? 0f : alpha * Raw.get(x);
        }
        return alpha == 0f ? beta * Raw.get(y) : Fma.of(beta, Raw.get(y), alpha * Raw.get(x));
    }

    @Override
    public void columnSums(int rows, int columns, float alpha, long x, int ldx, float beta, long sums) {
        int summed = alpha == 0f ? 0 : rows;
        for (int j = 0; j < columns; j++) {
            float sum = 0f;
            for (int i = 0; i < summed; i++) {
                sum += Raw.get(at(x, ldx, i, j));
            }
            long to = at(sums, 0, 0, j);
            float scaled = summed == 0 ? 0f : alpha * sum;
            Raw.set(to, beta == 0f ? scaled : Fma.of(beta, Raw.get(to), scaled));
        }
    }

    @Override
    public boolean allBelow(int rows, int columns, float limit, long x, int ldx) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (!(Math.abs(Raw.get(at(x, ldx, i, j))) < limit)) { // nor is NaN
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void copyRuns(Runs runs, long x, long y) {
        for (int run = 0; run < runs.count(); run++) {
            for (int j = 0; j < runs.length(run); j++) {
                Raw.setInt(at(y, 0, 0, runs.to(run) + j), Raw.getInt(at(x, 0, 0, runs.from(run) + j)));
            }
        }
    }

    @Override
    public void addRuns(Runs runs, float factor, long x, long y) {
        for (int run = 0; run < runs.count(); run++) {
            for (int j = 0; j < runs.length(run); j++) {
                long to = at(y, 0, 0, runs.to(run) + j);
                Raw.set(to, Fma.of(factor, Raw.get(at(x, 0, 0, runs.from(run) + j)), Raw.get(to)));
            }
        }
    }

    @Override
    public void maxRuns(Runs runs, long x, long y, long places) {
        for (int run = 0; run < runs.count(); run++) {
            for (int j = 0; j < runs.length(run); j++) {
                int from = runs.from(run) + j;
                int to = runs.to(run) + j;
                float value = Raw.get(at(x, 0, 0, from));
                if (value > Raw.get(at(y, 0, 0, to)) || Float.isNaN(value)) {
                    Raw.set(at(y, 0, 0, to), value);
                    Raw.set(at(places, 0, 0, to), from);
                }
            }
        }
    }
}
