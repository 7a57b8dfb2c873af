package dev.thrice.lab.data;

import dev.thrice.formats.FormatException;
import dev.thrice.formats.idx.IdxFile;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Emnist;
import dev.thrice.learn.data.Qmnist;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Four idx files in a folder. Nobody knows their bytes, so their form is checked the more.
 *
 * @param source of the files
 * @param prefix of their names
 * @param names of images and labels to train on, images and labels of the test
 * @param form how two of them are read
 */
record IdxSet(FolderSource source, String prefix, List<String> names, Form form) implements OwnSet {
    private static final String IMAGES = "-images-idx3-ubyte";
    private static final String LABELS = "-labels-idx1-ubyte";

    /** How images and labels are read. */
    @FunctionalInterface
    interface Form {
        /** Those of one part, of a set whose training labels are known. */
        Dataset read(Path images, Path labels, Path trainLabels, Arena arena) throws IOException;
    }

    /** Under MNIST's names, with as many classes as the largest label to train on says. */
    static IdxSet mnist(Path folder) {
        List<String> names =
                PublicData.MNIST.files().stream().map(DataFile::name).toList();
        return new IdxSet(
                new FolderSource(folder),
                "",
                names,
                (images, labels, train, arena) -> Dataset.ofIdx(images, labels, classes(train, arena), arena));
    }

    static IdxSet emnist(Path folder, Emnist split) {
        String prefix = split.prefix();
        return new IdxSet(
                new FolderSource(folder),
                prefix,
                names(prefix, LABELS),
                (images, labels, train, arena) -> split.read(images, labels, arena));
    }

    static IdxSet qmnist(Path folder) {
        return new IdxSet(
                new FolderSource(folder),
                "qmnist",
                names("qmnist", "-labels-idx2-int"),
                (images, labels, train, arena) -> Qmnist.read(images, labels, arena));
    }

    private static List<String> names(String prefix, String labels) {
        return List.of(
                prefix + "-train" + IMAGES,
                prefix + "-train" + labels,
                prefix + "-test" + IMAGES,
                prefix + "-test" + labels);
    }

    @Override
    public Stream<Path> candidates() {
        return names.stream().flatMap(source::candidates);
    }

    @Override
    public Mnist read(Arena arena) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            paths.add(source.find(name));
        }
        Dataset train = form.read(paths.get(0), paths.get(1), paths.get(1), arena);
        Dataset test = form.read(paths.get(2), paths.get(3), paths.get(1), arena);
        OwnData.requireAlike(train, paths.get(0).toString(), test, paths.get(2).toString());
        return new Mnist(train, test, OwnData.source(paths), source.path().toString());
    }

    /** One more than the largest label. */
    private static int classes(Path labels, Arena arena) throws IOException {
        byte[] all = IdxFile.read(labels, arena).data().toArray(ValueLayout.JAVA_BYTE);
        int largest = 0;
        for (byte label : all) {
            largest = Math.max(largest, Byte.toUnsignedInt(label));
        }
        if (largest == 0) {
            throw new FormatException(labels + ": no label above 0, expected at least two classes");
        }
        return largest + 1;
    }
}
