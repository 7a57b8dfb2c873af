package dev.thrice.learn.data;

import dev.thrice.formats.FormatException;
import dev.thrice.formats.numpy.NpyArray;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Path;

/** Data sets of numpy's arrays. */
final class NpyData {
    private NpyData() {}

    /** As {@link Dataset#ofNpy}. */
    static Dataset read(Path x, Path y) throws IOException {
        NpyArray features = NpyArray.open(x);
        NpyArray targets = NpyArray.open(y);
        boolean classes = targets.type().isInteger();
        if (features.shape().size() < 2) {
            throw new FormatException(
                    x + ": " + features.shape().size() + " dimension(s), expected at least 2 (count x features)");
        }
        int dimensions = targets.shape().size();
        if (dimensions < 1 || dimensions > (classes ? 1 : 2)) {
            throw new FormatException(y + ": " + dimensions + " dimension(s), expected "
                    + (classes ? "1 of integers (count)" : "1 or 2 (count x values)"));
        }
        try (TensorArena arena = TensorArena.open()) {
            Tensor rows = Lasting.copy(features.tensor(arena, 1));
            if (classes) {
                return Dataset.of(rows, labels(y, targets.longs()));
            }
            return Dataset.of(rows, Lasting.copy(targets.tensor(arena, 1)));
        } catch (IllegalArgumentException e) {
            throw new FormatException(x + " and " + y + ": " + e.getMessage());
        }
    }

    private static int[] labels(Path y, long[] found) throws FormatException {
        int[] labels = new int[found.length];
        for (int i = 0; i < labels.length; i++) {
            if (found[i] < 0 || found[i] >= Integer.MAX_VALUE) {
                throw new FormatException(
                        y + ": label " + found[i] + " of row " + i + ", expected 0 to " + (Integer.MAX_VALUE - 1));
            }
            labels[i] = (int) found[i];
        }
        return labels;
    }
}
