package dev.thrice.kernels.scalar;

import dev.thrice.kernels.memory.Raw;

/**
 * Sums in float64, of products of two floats, which are exact there, or of squares of their differences. One order of summation, four interleaved
 * sums for each row, makes the result the same to the bit on every machine and for every provider.
 */
public final class DoubleSums {
    private DoubleSums() {}

    public static double dot(int rows, int columns, long x, int ldx, long y, int ldy) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += dotOfRow(columns, Raw.at(x, ldx, i, 0), Raw.at(y, ldy, i, 0));
        }
        return sum;
    }

    private static double dotOfRow(int columns, long x, long y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j <= columns - 4; j += 4) {
            a += product(x, y, j);
            b += product(x, y, j + 1);
            c += product(x, y, j + 2);
            d += product(x, y, j + 3);
        }
        for (; j < columns; j++) {
            a += product(x, y, j);
        }
        return (a + b) + (c + d);
    }

    public static double squaredDistance(int rows, int columns, long x, int ldx, long y, int ldy) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += squaredDistanceOfRow(columns, Raw.at(x, ldx, i, 0), Raw.at(y, ldy, i, 0));
        }
        return sum;
    }

    private static double squaredDistanceOfRow(int columns, long x, long y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j <= columns - 4; j += 4) {
            a += squareOfDifference(x, y, j);
            b += squareOfDifference(x, y, j + 1);
            c += squareOfDifference(x, y, j + 2);
            d += squareOfDifference(x, y, j + 3);
        }
        for (; j < columns; j++) {
            a += squareOfDifference(x, y, j);
        }
        return (a + b) + (c + d);
    }

    private static double squareOfDifference(long x, long y, int j) {
        double difference = (double) Raw.get(Raw.at(x, 0, 0, j)) - Raw.get(Raw.at(y, 0, 0, j));
        return difference * difference;
    }

    private static double product(long x, long y, int j) {
        return (double) Raw.get(Raw.at(x, 0, 0, j)) * Raw.get(Raw.at(y, 0, 0, j));
    }
}
