package dev.thrice.lab.data;

import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Numpy's arrays of features and classes, to train and to test on: x_train, y_train, x_test and y_test, each a .npy file of a folder, or
 * all in a .npz file.
 *
 * @param path of the folder, or of the .npz file
 * @param single whether it is that file
 */
record NumpySet(Path path, boolean single) implements OwnSet {
    private static final List<String> NAMES = List.of("x_train", "y_train", "x_test", "y_test");

    static NumpySet folder(Path folder) {
        return new NumpySet(folder, false);
    }

    static NumpySet file(Path file) {
        return new NumpySet(file, true);
    }

    /** Whether a path is of such a file, by its name. */
    static boolean isOne(Path path) {
        return path.toString().endsWith(".npz");
    }

    @Override
    public Stream<Path> candidates() {
        return single ? Stream.of(path) : NAMES.stream().map(this::place);
    }

    private Path place(String name) {
        return path.resolve(name + ".npy");
    }

    @Override
    public Mnist read(Arena arena) throws IOException {
        Dataset train = read(NAMES.get(0), NAMES.get(1));
        Dataset test = read(NAMES.get(2), NAMES.get(3));
        OwnData.requireClasses(path + ": " + NAMES.get(1), train);
        OwnData.requireClasses(path + ": " + NAMES.get(3), test);
        OwnData.requireAlike(train, path + ": " + NAMES.get(0), test, path + ": " + NAMES.get(2));
        return new Mnist(train, test, OwnData.source(candidates().toList()), path.toString());
    }

    private Dataset read(String x, String y) throws IOException {
        if (single) {
            return Dataset.ofNpz(path, x, y);
        }
        for (String name : NAMES) {
            if (!Files.exists(place(name))) {
                throw new IOException(path + ": has no " + name + ".npy");
            }
        }
        return Dataset.ofNpy(place(x), place(y));
    }
}
