package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.images.ImageShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against sums by hand and in float64. */
class ScalingTest {
    /** Three images of two pixels of two channels, the second channel the same in all. */
    private static Dataset images() {
        byte[] pixels = {0, 51, 102, 51, (byte) 204, 51, (byte) 255, 51, 0, 51, 51, 51};
        MemorySegment memory = Arena.ofAuto().allocate(pixels.length).copyFrom(MemorySegment.ofArray(pixels));
        return Dataset.ofImages(memory, new ImageShape(1, 2, 2), new int[3], 1, List.of());
    }

    @Test
    void aChannelHasOneMeanAndOneDeviation() {
        Scaling scaling = Scaling.ofChannels(images());
        double[] first = {0, .4, .8, 1, 0, .2};
        double mean = 2.4 / 6;
        double variance = 0;
        for (double value : first) {
            variance += (value - mean) * (value - mean) / 6;
        }
        for (int j = 0; j < 4; j += 2) {
            assertEquals(mean, scaling.means()[j], 1e-7);
            assertEquals(Math.sqrt(variance), scaling.deviations()[j], 1e-7);
            assertEquals(.2f, scaling.means()[j + 1]);
            assertEquals(1, scaling.deviations()[j + 1], "which does not vary");
        }
    }

    @Test
    void aChannelsRangeBecomesTheUnitInterval() {
        float[][] x = {{-2, 7, 5}, {2, 7, 1}, {0, 7, 3}};
        Dataset scaled = Dataset.of(x, new int[3], 1).scaled(Scaling.toUnit(Dataset.of(x, new int[3], 1)));
        float[][] expected = {{0, 0, 1}, {1, 0, 0}, {.5f, 0, .5f}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(expected[i][j], scaled.feature(i, j));
            }
        }
        Scaling ofImages = Scaling.toUnit(images());
        assertEquals(0, ofImages.means()[2]);
        assertEquals(1, ofImages.deviations()[2]);
        assertEquals(.2f, ofImages.means()[3]);
    }

    /** Where there are no channels each feature is one. */
    @Test
    void whatIsNoImageIsStandardisedByFeature() {
        float[][] x = {{1, 10}, {3, 10}};
        Dataset data = Dataset.of(x, new int[2], 1);
        assertEquals(Scaling.of(data), Scaling.ofChannels(data));
        assertEquals(new Scaling(new float[] {2, 10}, new float[] {1, 1}), Scaling.ofChannels(data));
    }

    @Test
    void aRangeThatLeavesFloat32IsRefused() {
        float[][] x = {{-3e38f}, {3e38f}};
        assertThrows(IllegalArgumentException.class, () -> Scaling.toUnit(Dataset.of(x, new int[2], 1)));
    }
}
