package dev.thrice.kernels.scalar;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.elementwise.NormalizationKernels;
import dev.thrice.kernels.memory.Raw;

/** With a row's sums in float64, in ascending order. */
final class ScalarNormalization implements NormalizationKernels {
    @Override
    public void standardize(
            int rows, int columns, float epsilon, long x, int ldx, long y, int ldy, long scales, int lds) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Raw.get(at(x, ldx, i, j));
            }
            double mean = sum / columns;
            double squares = 0;
            for (int j = 0; j < columns; j++) {
                double difference = Raw.get(at(x, ldx, i, j)) - mean;
                squares += difference * difference;
            }
            double scale = 1 / Math.sqrt(squares / columns + epsilon);
            for (int j = 0; j < columns; j++) {
                Raw.set(at(y, ldy, i, j), (float) ((Raw.get(at(x, ldx, i, j)) - mean) * scale));
            }
            Raw.set(at(scales, lds, i, 0), (float) scale);
        }
    }

    @Override
    public void standardizeDerivative(
            int rows,
            int columns,
            float alpha,
            long v,
            int ldv,
            long row,
            long y,
            int ldy,
            long scales,
            int lds,
            float beta,
            long out,
            int ldo) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            double dot = 0;
            for (int j = 0; j < columns; j++) {
                double w = (double) Raw.get(at(v, ldv, i, j)) * Raw.get(at(row, 0, 0, j));
                sum += w;
                dot += w * Raw.get(at(y, ldy, i, j));
            }
            double factor = (double) alpha * Raw.get(at(scales, lds, i, 0));
            for (int j = 0; j < columns; j++) {
                double w = (double) Raw.get(at(v, ldv, i, j)) * Raw.get(at(row, 0, 0, j));
                double product = factor * (w - sum / columns - Raw.get(at(y, ldy, i, j)) * (dot / columns));
                long to = at(out, ldo, i, j);
                Raw.set(to, (float) (beta == 0f ? product : product + (double) beta * Raw.get(to)));
            }
        }
    }

    @Override
    public void scaleRows(int rows, int columns, long x, int ldx, long factor, long shift, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float scaled =
                        Fma.of(Raw.get(at(x, ldx, i, j)), Raw.get(at(factor, 0, 0, j)), Raw.get(at(shift, 0, 0, j)));
                Raw.set(at(out, ldo, i, j), scaled);
            }
        }
    }

    @Override
    public void columnDots(int rows, int columns, float alpha, long x, int ldx, long y, int ldy, long dots) {
        for (int j = 0; j < columns; j++) {
            float sum = 0f;
            for (int i = 0; i < rows; i++) {
                sum = Fma.of(Raw.get(at(x, ldx, i, j)), Raw.get(at(y, ldy, i, j)), sum);
            }
            Raw.set(at(dots, 0, 0, j), alpha * sum);
        }
    }
}
