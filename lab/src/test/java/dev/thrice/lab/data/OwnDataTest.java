package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.formats.numpy.NpyWriter;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 24 images of 3 x 5 in four classes to train on, 7 to test on, under MNIST's names. */
final class OwnDataTest {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    @TempDir
    Path folder;

    private final TensorArena arena = TensorArena.open();

    @BeforeEach
    void write() throws IOException {
        write(TRAIN_IMAGES, 1, 24, 3, 5);
        write(TRAIN_LABELS, 4, 24);
        write(TEST_IMAGES, 1, 7, 3, 5);
        write(TEST_LABELS, 4, 7);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void hasTheFeaturesAndClassesOfTheFiles() {
        Mnist data = OwnData.read(folder, null, arena);
        assertEquals("24 images [3 x 5] of 4 classes", data.train().toString());
        assertEquals("7 images [3 x 5] of 4 classes", data.test().toString());
        assertEquals(3, data.train().label(23));
        assertEquals(folder.toString(), data.detail());
        assertTrue(data.toString().matches("own data [0-9a-f]{12}, NOT MNIST \\(.*\\)"), data.toString());
        assertTrue(!data.real());
    }

    /** By which results of one are not taken for another's. */
    @Test
    void otherBytesAreOtherData() throws IOException {
        String before = OwnData.read(folder, null, arena).source();
        assertEquals(before, OwnData.read(folder, null, arena).source());
        byte[] labels = Files.readAllBytes(folder.resolve(TEST_LABELS));
        labels[8] ^= 1;
        Files.write(folder.resolve(TEST_LABELS), labels);
        assertNotEquals(before, OwnData.read(folder, null, arena).source());
    }

    @Test
    void isReadUnderAllOfItsUsualNames() throws IOException {
        Path images = folder.resolve(TRAIN_IMAGES);
        Files.write(folder.resolve("train-images.idx3-ubyte.gz"), StandIn.gzip(Files.readAllBytes(images)));
        Files.delete(images);
        Files.move(folder.resolve(TEST_LABELS), folder.resolve("t10k-labels.idx1-ubyte"));
        Mnist data = OwnData.read(folder, null, arena);
        assertEquals(14 / 255f, data.train().feature(0, 14));
        assertEquals(7, data.test().count());
    }

    /** Nobody knows which is meant. */
    @Test
    void refusesAFileThatIsThereUnderTwoNames() throws IOException {
        byte[] labels = Files.readAllBytes(folder.resolve(TEST_LABELS));
        for (String second : List.of(TEST_LABELS + ".gz", "t10k-labels.idx1-ubyte", "t10k-labels.idx1-ubyte.gz")) {
            Files.write(folder.resolve(second), StandIn.gzip(labels));
            assertRefused(folder + ": has both " + TEST_LABELS + " and " + second
                    + ", expected one of them; move the other away");
            Files.delete(folder.resolve(second));
        }
    }

    @Test
    void namesAFileThatIsNotThere() throws IOException {
        Files.delete(folder.resolve(TEST_LABELS));
        assertRefused(folder + ": has no " + TEST_LABELS + ", raw or .gz");
    }

    @Test
    void refusesFilesThatDoNotFit() throws IOException {
        for (Map.Entry<String, int[]> wrong : Map.of(
                        "5 labels, expected 7, one for each image of " + folder.resolve(TEST_IMAGES),
                        new int[] {4, 5},
                        "label 4 at index 4, expected 0 to 3",
                        new int[] {5, 7})
                .entrySet()) {
            write(TEST_LABELS, wrong.getValue()[0], wrong.getValue()[1]);
            assertRefused(folder.resolve(TEST_LABELS) + ": " + wrong.getKey());
        }
        write(TEST_LABELS, 4, 7);
        write(TEST_IMAGES, 1, 7, 5, 3);
        assertRefused(folder.resolve(TEST_IMAGES) + ": images of 5 x 3, expected images of 3 x 5 as in "
                + folder.resolve(TRAIN_IMAGES));
        write(TEST_IMAGES, 1, 7, 15);
        assertRefused(folder.resolve(TEST_IMAGES) + ": 2 dimension(s), expected 3 (count x rows x columns)");
    }

    /** EMNIST's are told apart by their prefix; each form is the library's to test. */
    @Test
    void aSetOfSeveralIsAskedForByItsPrefix() throws IOException {
        Path sets = Files.createDirectory(folder.resolve("gzip"));
        for (String split : List.of("letters", "balanced")) {
            for (String part : List.of("train", "test")) {
                String name = "gzip/emnist-" + split + "-" + part;
                write(name + "-images-idx3-ubyte", 1, 24, 5, 3);
                byte[] labels = write(name + "-labels-idx1-ubyte", 26, 24);
                labels[8] = 26; // of letters, which have no 0
                Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels);
            }
        }
        Mnist letters = OwnData.read(sets.resolve("emnist-letters"), null, arena);
        assertEquals("24 images [3 x 5] of 26 classes", letters.train().toString());
        assertEquals(0, letters.train().label(1));
        assertEquals(3 / 255f, letters.train().feature(0, 1), "columns come first");
        Mnist balanced = OwnData.read(sets.resolve("emnist-balanced"), null, arena);
        assertEquals(47, balanced.test().classes());
        assertEquals(
                "--data: " + sets + ": has emnist-balanced-train-images-idx3-ubyte and"
                        + " emnist-letters-train-images-idx3-ubyte, expected the files of one data set; --data "
                        + sets.resolve("emnist-balanced") + " takes those that begin so",
                assertThrows(UserError.class, () -> OwnData.read(sets, null, arena))
                        .getMessage());
        assertEquals(
                "--data: " + sets + ": has no emnist-digits-train-images-idx3-ubyte, raw or .gz",
                assertThrows(UserError.class, () -> OwnData.read(sets.resolve("emnist-digits"), null, arena))
                        .getMessage());
        for (Path file : StandIn.names(sets).stream().map(sets::resolve).toList()) {
            if (file.toString().contains("letters")) {
                Files.delete(file);
            }
        }
        assertEquals(balanced.source(), OwnData.read(sets, null, arena).source());
    }

    @Test
    void cifarHasItsSixFiles() throws IOException {
        Path cifar = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
        byte[] records = new byte[4 * 3073];
        for (int i = 1; i <= 5; i++) {
            records[0] = (byte) i;
            Files.write(cifar.resolve("data_batch_" + i + ".bin"), records);
        }
        assertEquals(
                "--data: " + cifar + ": has no test_batch.bin",
                assertThrows(UserError.class, () -> OwnData.read(cifar, null, arena))
                        .getMessage());
        Files.write(cifar.resolve("test_batch.bin"), records);
        Mnist data = OwnData.read(cifar, null, arena);
        assertEquals("20 images [32 x 32 x 3] of 10 classes", data.train().toString());
        assertEquals(5, data.train().label(16));
        assertEquals(4, data.test().count());
        assertTrue(data.source().matches("own data [0-9a-f]{12}"), "others than were published are not CIFAR-10");
        assertEquals(6, OwnData.candidates(cifar).filter(Files::exists).count());
        List<DataFile> published = new ArrayList<>();
        for (String name : StandIn.names(cifar)) {
            published.add(new DataFile(
                    name,
                    records.length,
                    DataFile.sha256(new ByteArrayInputStream(
                            Files.readAllBytes(cifar.resolve(name)))))); // data_batch_1 to 5, test_batch
        }
        assertEquals(
                "CIFAR-10", new CifarSet(cifar, false, published).read(arena).source());
        assertEquals("CIFAR-10, NOT MNIST", Mnist.label("CIFAR-10"));
    }

    private static String rows(int from, int count, String... classes) {
        StringBuilder lines = new StringBuilder("a,b,kind\n");
        for (int i = from; i < from + count; i++) {
            lines.append(i).append(",-1,").append(classes[i % classes.length]).append('\n');
        }
        return lines.toString();
    }

    /** The test has the classes of what is trained on, whichever of them it has. */
    @Test
    void twoTablesAreWhatIsTrainedAndTestedOn() throws IOException {
        Path tables = Files.createDirectory(folder.resolve("tables"));
        Files.writeString(tables.resolve("train.csv"), rows(0, 12, "x", "y", "z"));
        refused(tables, "kind", "--data: " + tables + ": has no test.csv");
        Path test = Files.writeString(tables.resolve("test.csv"), rows(2, 2, "z"));
        Mnist data = OwnData.read(tables, "kind", arena);
        assertEquals("12 examples of 2 features, 3 classes", data.train().toString());
        assertEquals(2, data.test().count());
        assertEquals(2, data.test().label(0));
        assertEquals(3, data.test().feature(1, 0));
        Files.writeString(test, rows(2, 2, "z").replace("a,b,kind", "b,a,kind"));
        refused(tables, "kind", "--data: " + test + ": column b, expected a, as in train.csv");
        String before = data.source();
        Files.writeString(test, rows(3, 2, "z"));
        assertNotEquals(before, OwnData.read(tables, "kind", arena).source());
        Files.writeString(test, rows(2, 2, "w"));
        assertTrue(assertThrows(UserError.class, () -> OwnData.read(tables, "kind", arena))
                .getMessage()
                .startsWith("--data: " + test + ": line 2"));
        assertEquals(
                "--data " + tables
                        + " without --labels, expected with it the column of the classes, by its name or its number",
                assertThrows(UsageError.class, () -> OwnData.read(tables, null, arena))
                        .getMessage());
        assertEquals(
                "--labels kind, expected with it --data of .csv or .npy files",
                assertThrows(UsageError.class, () -> OwnData.read(folder, "kind", arena))
                        .getMessage());
    }

    private void numpy(Path into, String part, int count, int classes, int... image) throws IOException {
        int features = 1;
        int[] shape = new int[image.length + 1];
        shape[0] = count;
        for (int i = 0; i < image.length; i++) {
            features *= image[i];
            shape[i + 1] = image[i];
        }
        Tensor x = Tensor.allocate(arena, count, features).fill(.5f);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % classes);
            x.set(i, 0, i);
        }
        NpyWriter.write(into.resolve("x_" + part + ".npy"), x, shape);
        OwnFileTest.npy(into.resolve("y_" + part + ".npy"), "|u1", "(" + count + ",)", labels);
    }

    @Test
    void fourArraysAreWhatIsTrainedAndTestedOn() throws IOException {
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        numpy(arrays, "train", 12, 3, 2, 4, 3);
        refused(arrays, null, "--data: " + arrays + ": has no x_test.npy");
        numpy(arrays, "test", 5, 2, 2, 4, 3);
        Mnist data = OwnData.read(arrays, null, arena);
        assertEquals("12 images [2 x 4 x 3] of 3 classes", data.train().toString());
        assertEquals(4, data.test().feature(4, 0));
        assertEquals(1, data.test().label(3));
        numpy(arrays, "test", 5, 4, 2, 4, 3);
        refused(
                arrays,
                null,
                "--data: " + arrays + ": x_test: a class 3, expected at most 2 as in " + arrays + ": x_train");
        numpy(arrays, "test", 5, 3, 24);
        refused(
                arrays,
                null,
                "--data: " + arrays + ": x_test: 24 features, expected images of 2 x 4 x 3 as in " + arrays
                        + ": x_train");
        numpy(arrays, "test", 5, 1, 2, 4, 3);
        Files.copy(arrays.resolve("x_test.npy"), arrays.resolve("y_test.npy"), StandardCopyOption.REPLACE_EXISTING);
        assertTrue(assertThrows(UserError.class, () -> OwnData.read(arrays, null, arena))
                .getMessage()
                .contains("y_test.npy: 4 dimension(s)"));
    }

    /** As numpy.savez packs them, under the names that Keras' mnist.npz has. */
    @Test
    void oneFileMayHaveTheFourArrays() throws IOException {
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        numpy(arrays, "train", 12, 3, 7);
        numpy(arrays, "test", 5, 3, 7);
        Path file = folder.resolve("own.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : StandIn.names(arrays)) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(Files.readAllBytes(arrays.resolve(name)));
            }
        }
        Mnist data = OwnData.read(file, null, arena);
        assertEquals("12 examples of 7 features, 3 classes", data.train().toString());
        assertEquals(2, data.test().label(2));
        assertEquals(List.of(file), OwnData.candidates(file).toList());
        Files.write(file, new byte[10]);
        assertTrue(assertThrows(UserError.class, () -> OwnData.read(file, null, arena))
                .getMessage()
                .contains("no zip file"));
    }

    private void refused(Path place, String labels, String message) {
        assertEquals(
                message,
                assertThrows(UserError.class, () -> OwnData.read(place, labels, arena))
                        .getMessage());
    }

    @Test
    void aFolderWithoutDataIsTold() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                "--data: " + empty + ": has no data, expected train-images-idx3-ubyte and the like, raw or .gz,"
                        + " EMNIST's or QMNIST's files, CIFAR-10's data_batch_1.bin to test_batch.bin, x_train.npy, y_train.npy,"
                        + " x_test.npy and y_test.npy, or train.csv and test.csv",
                assertThrows(UserError.class, () -> OwnData.read(empty, null, arena))
                        .getMessage());
        Path archive = folder.resolve("cifar-10-binary.tar.gz");
        assertEquals(
                "--data: " + archive + ": no such file",
                assertThrows(UserError.class, () -> OwnData.read(archive, null, arena))
                        .getMessage());
    }

    @Test
    void refusesTooFewImagesOrClasses() throws IOException {
        write(TRAIN_IMAGES, 1, 11, 3, 5);
        write(TRAIN_LABELS, 4, 11);
        assertRefused(folder.resolve(TRAIN_IMAGES)
                + ": 11 images to train on, expected at least 12, since one in twelve is held out for validation");
        write(TRAIN_LABELS, 1, 11);
        assertRefused(folder.resolve(TRAIN_LABELS) + ": no label above 0, expected at least two classes");
    }

    @Test
    void refusesWhatIsNoIdxFile() throws IOException {
        Files.writeString(folder.resolve(TRAIN_IMAGES), "images");
        assertRefused(folder.resolve(TRAIN_IMAGES) + ": begins with 0x696D6167, expected the magic number of an idx"
                + " file of unsigned bytes, 0x000008nn");
    }

    private void assertRefused(String message) {
        assertEquals(
                "--data: " + message,
                assertThrows(UserError.class, () -> OwnData.read(folder, null, arena))
                        .getMessage());
    }

    /** Elements count up; labels from 0 to one less than there are classes, again and again. */
    private byte[] write(String name, int classes, int... sizes) throws IOException {
        int elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + elements).putInt(0x800 + sizes.length);
        for (int size : sizes) {
            file.putInt(size);
        }
        for (int i = 0; i < elements; i++) {
            file.put((byte) (sizes.length == 1 ? i % classes : i));
        }
        Files.write(folder.resolve(name), file.array());
        return file.array();
    }
}
