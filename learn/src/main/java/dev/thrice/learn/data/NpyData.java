package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.numpy.NpyArray;
import dev.thrice.formats.numpy.NpzFile;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Data sets of numpy's arrays. */
final class NpyData {
    private NpyData() {}

    /** As {@link Dataset#ofNpy}. */
    static Dataset read(Path x, Path y) throws IOException {
        return read(x.toString(), NpyArray.open(x), y.toString(), NpyArray.open(y));
    }

    /** As {@link Dataset#ofNpz}. */
    static Dataset read(Path file, String x, String y) throws IOException {
        try (NpzFile arrays = NpzFile.open(file)) {
            return read(file + ": " + x, arrays.array(x), file + ": " + y, arrays.array(y));
        }
    }

    private static Dataset read(String x, NpyArray features, String y, NpyArray targets) throws IOException {
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
            Dataset data = classes
                    ? Dataset.of(rows, labels(y, targets.longs()))
                    : Dataset.of(rows, Lasting.copy(targets.tensor(arena, 1)));
            List<Long> shape = features.shape();
            return shape.size() == 3 || shape.size() == 4 ? data.images(image(shape)) : data;
        } catch (IllegalArgumentException e) {
            throw new FormatException(x + " and " + y + ": " + e.getMessage());
        }
    }

    /** Of [count x rows x columns], or with channels after them; all together they are columns of a tensor, so each is an int. */
    private static ImageShape image(List<Long> shape) {
        int channels = shape.size() == 4 ? shape.get(3).intValue() : 1;
        return new ImageShape(shape.get(1).intValue(), shape.get(2).intValue(), channels);
    }

    private static int[] labels(String y, long[] found) throws FormatException {
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
