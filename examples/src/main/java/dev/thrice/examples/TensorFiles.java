package dev.thrice.examples;

import dev.thrice.formats.csv.CsvFile;
import dev.thrice.formats.csv.CsvTable;
import dev.thrice.formats.numpy.NpyArray;
import dev.thrice.formats.numpy.NpyWriter;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tensors written to files and read again: safetensors, .npy, CSV. */
public final class TensorFiles {
    private TensorFiles() {}

    public static void main(String... args) throws IOException {
        Path folder = Files.createTempDirectory("tensor-files");
        Path net = folder.resolve("net.safetensors");
        Path array = folder.resolve("x.npy");
        Path table = Files.writeString(folder.resolve("irises.csv"), "width,species\n1.5,setosa\n2.5,virginica\n");

        try (TensorArena arena = TensorArena.open()) {
            Tensor weight = arena.tensor(2, 3, 1, 2, 3, 4, 5, 6);
            new SafetensorsWriter()
                    .metadata("author", "me")
                    .add("0.weight", weight)
                    .add("0.bias", arena.tensor(1, 2), 2) // of one dimension
                    .add("conv.filter", arena.tensor(2, 12).fill(7), 2, 3, 2, 2) // of four
                    .write(net);
            NpyWriter.write(array, weight);
        }

        try (TensorArena arena = TensorArena.open();
                SafetensorsFile file = SafetensorsFile.open(net)) {
            Tensor w = file.tensor("0.weight", arena); // a copy
            Tensor v = file.view("0.weight", arena); // in place
            Tensor c = file.tensor(file.entry("conv.filter").folded(1), arena); // 4-D: 2 rows of 12
            StateDict layers = new StateDict(file); // PyTorch's names, in order
            Tensor x = NpyArray.open(array).tensor(arena);
            CsvTable irises = CsvFile.of(table).label("species").read(); // needs FastCSV
            print(w, v, c, layers, x, irises);
        }
    }

    private static void print(Tensor w, Tensor v, Tensor c, StateDict layers, Tensor x, CsvTable irises) {
        System.out.println("0.weight: " + w + ", in place: " + v + ", [1, 2] = " + v.get(1, 2));
        System.out.println("conv.filter: " + c + ", [1, 11] = " + c.get(1, 11));
        System.out.println("layers: " + layers.layers().size() + ", also there: " + layers.unused());
        System.out.println("x.npy: " + x + ", [1, 2] = " + x.get(1, 2));
        System.out.println("irises.csv: " + irises.rows() + " rows, " + irises.names() + ", " + irises.classes());
    }
}
