package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class SyntheticDigitsTest {
    @Test
    void areTheSizeAndKindOfMnist() {
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = SyntheticDigits.generate(1000, 0, arena);
            assertEquals("1000 images [28 x 28] of 10 classes", data.toString());
            int[] counts = new int[10];
            for (int i = 0; i < data.count(); i++) {
                counts[data.label(i)]++;
            }
            for (int count : counts) {
                assertTrue(count > 60 && count < 140, "a class has " + count + " of 1000 examples");
            }
        }
    }

    @Test
    void areTheSameOnEveryMachine() {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(3_525_547_148L, checksum(SyntheticDigits.generate(100, 1, arena)));
        }
    }

    @Test
    void aLargerCountOnlyAdds() {
        try (Arena arena = Arena.ofConfined()) {
            Dataset few = SyntheticDigits.generate(10, 5, arena);
            Dataset many = SyntheticDigits.generate(20, 5, arena);
            assertEquals(checksum(few), checksum(many.slice(0, 10)));
            assertTrue(checksum(few) != checksum(many.slice(10, 20)));
            assertTrue(checksum(few) != checksum(SyntheticDigits.generate(10, 6, arena)));
        }
    }

    /** What can be learnt by averaging is well above the 10 % of chance, and well below what a network should reach. */
    @Test
    void areLearnableButNotTrivial() {
        try (Arena arena = Arena.ofConfined()) {
            double accuracy = nearestMeanAccuracy(
                    SyntheticDigits.generate(5000, 1, arena), SyntheticDigits.generate(1000, 2, arena));
            assertTrue(accuracy > 0.4 && accuracy < 0.9, "nearest mean: " + accuracy);
        }
    }

    @Test
    void refusesToGenerateNothing() {
        assertThrows(IllegalArgumentException.class, () -> SyntheticDigits.generate(0, 0, Arena.global()));
    }

    private static double nearestMeanAccuracy(Dataset train, Dataset test) {
        double[][] means = new double[train.classes()][train.features()];
        int[] counts = new int[train.classes()];
        for (int i = 0; i < train.count(); i++) {
            counts[train.label(i)]++;
            for (int j = 0; j < train.features(); j++) {
                means[train.label(i)][j] += Math.round(255 * train.feature(i, j));
            }
        }
        for (int c = 0; c < means.length; c++) {
            for (int j = 0; j < train.features(); j++) {
                means[c][j] /= counts[c];
            }
        }
        int right = 0;
        for (int i = 0; i < test.count(); i++) {
            if (nearest(means, test, i) == test.label(i)) {
                right++;
            }
        }
        return (double) right / test.count();
    }

    private static int nearest(double[][] means, Dataset data, int example) {
        int nearest = -1;
        double least = Double.MAX_VALUE;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int j = 0; j < data.features(); j++) {
                double difference = Math.round(255 * data.feature(example, j)) - means[c][j];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = c;
            }
        }
        return nearest;
    }

    private static long checksum(Dataset data) {
        CRC32 checksum = new CRC32();
        for (int i = 0; i < data.count(); i++) {
            checksum.update(data.label(i));
            for (int j = 0; j < data.features(); j++) {
                checksum.update(Math.round(255 * data.feature(i, j)));
            }
        }
        return checksum.getValue();
    }
}
