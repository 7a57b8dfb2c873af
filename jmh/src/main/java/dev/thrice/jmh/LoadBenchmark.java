package dev.thrice.jmh;

import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A JVM's first load of a file, each JVM once; the system has the file in memory. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {Defaults.VECTORS, Defaults.NATIVE_ACCESS})
public class LoadBenchmark extends Defaults {
    private static final int SIDE = 1024;
    private static final int CLASSES = 10;
    private static final int MAGIC_OF_BYTES = 0x800;
    private static final int BUFFER = 1 << 16;

    /** Parameters of 4 MiB each. */
    @Param({"25"})
    private int tensors;

    /** Digits of 28 x 28 pixels, in MNIST's format. */
    @Param({"60000"})
    private int images;

    /** A folder of MNIST's own files, train-*-ubyte.gz or as unzipped, in place of generated ones. */
    @Param({"generated"})
    private String mnist;

    private Path folder;
    private Path parameters;
    private Path imageFile;
    private Path labelFile;
    private TensorArena arena;
    private float first; // of each tensor

    /** Writes what is not there. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("load");
        parameters = folder.resolve("parameters.safetensors");
        try (TensorArena memory = TensorArena.open()) {
            Tensor tensor = Operand.random(memory, SIDE, SIDE, 1);
            first = tensor.get(0, 0);
            SafetensorsWriter writer = new SafetensorsWriter();
            for (int i = 0; i < tensors; i++) {
                writer.add(name(i), tensor);
            }
            writer.write(parameters);
        }
        Path files = folder;
        if (mnist.equals("generated")) {
            generate();
        } else {
            files = Path.of(mnist);
        }
        imageFile = zippedOrNot(files, "train-images-idx3-ubyte");
        labelFile = zippedOrNot(files, "train-labels-idx1-ubyte");
        arena = TensorArena.open();
    }

    private static Path zippedOrNot(Path files, String name) {
        Path zipped = files.resolve(name + ".gz");
        return Files.exists(zipped) ? zipped : files.resolve(name);
    }

    private static String name(int index) {
        return "layers." + index + ".weight";
    }

    private void generate() throws IOException {
        try (Arena memory = Arena.ofConfined();
                DataOutputStream pixels = zipped("train-images-idx3-ubyte.gz");
                DataOutputStream labels = zipped("train-labels-idx1-ubyte.gz")) {
            Dataset digits = SyntheticDigits.generate(images, 1, memory);
            header(pixels, digits.count(), digits.rows(), digits.columns());
            header(labels, digits.count());
            for (int i = 0; i < digits.count(); i++) {
                labels.write(digits.label(i));
                for (int p = 0; p < digits.features(); p++) {
                    pixels.write(Math.round(255 * digits.feature(i, p)));
                }
            }
        }
    }

    private DataOutputStream zipped(String name) throws IOException {
        OutputStream file = Files.newOutputStream(folder.resolve(name));
        return new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(file), BUFFER));
    }

    private static void header(DataOutputStream file, int... sizes) throws IOException {
        file.writeInt(MAGIC_OF_BYTES | sizes.length);
        for (int size : sizes) {
            file.writeInt(size);
        }
    }

    /** Deletes it. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        arena.close();
        for (String name :
                new String[] {"parameters.safetensors", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    /**
     * All parameters of a file where they are in it.
     *
     * @return the last, of each of which an element was read
     */
    @Benchmark
    public Tensor parametersInPlace() throws IOException {
        Tensor tensor = null;
        try (SafetensorsFile file = SafetensorsFile.open(parameters)) {
            for (int i = 0; i < tensors; i++) {
                tensor = check(file.view(name(i), arena));
            }
        }
        return tensor;
    }

    /**
     * The same parameters copied.
     *
     * @return the last
     */
    @Benchmark
    public Tensor parametersCopied() throws IOException {
        Tensor tensor = null;
        try (SafetensorsFile file = SafetensorsFile.open(parameters)) {
            for (int i = 0; i < tensors; i++) {
                tensor = check(file.tensor(name(i), arena));
            }
        }
        return tensor;
    }

    private Tensor check(Tensor loaded) {
        if (loaded.get(0, 0) != first || loaded.rows() != SIDE || loaded.columns() != SIDE) {
            throw new IllegalStateException("loaded " + loaded + " that begins with " + loaded.get(0, 0));
        }
        return loaded;
    }

    /**
     * Images and labels, unzipped into off-heap memory.
     *
     * @return the data
     */
    @Benchmark
    public Dataset images() throws IOException {
        Dataset loaded = Dataset.ofIdx(imageFile, labelFile, CLASSES, Arena.ofAuto());
        if (loaded.count() != images) {
            throw new IllegalStateException("loaded " + loaded + ", expected " + images);
        }
        return loaded;
    }
}
