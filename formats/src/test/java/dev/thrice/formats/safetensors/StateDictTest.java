package dev.thrice.formats.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("file");
    }

    /** Weights [3 x 2], [1 x 3] under two names. */
    private static SafetensorsBytes two(String first, String second) {
        return new SafetensorsBytes()
                .floats(second + ".weight", "[1,3]", 7, 8, 9)
                .floats(first + ".weight", "[3,2]", 1, 2, 3, 4, 5, 6);
    }

    private StateDict open(SafetensorsBytes bytes) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(bytes.write(path()))) {
            return new StateDict(file);
        }
    }

    private void requireRefusal(SafetensorsBytes bytes, String message) {
        FormatException e = assertThrows(FormatException.class, () -> open(bytes));
        assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2",
        "9, 10",
        "net.0, net.1",
        "module.0, module.2",
        "layer1, layer2",
        "_orig_mod.0, _orig_mod.2",
        "module._orig_mod.net.0, module._orig_mod.net.2",
        "0._orig_mod, 2._orig_mod",
        "0, 2._orig_mod",
        "_fsdp_wrapped_module.0._checkpoint_wrapped_module, _fsdp_wrapped_module.2"
    })
    void layersAreFoundInTheOrderOfTheirNumbers(String first, String second) throws IOException {
        StateDict found = open(two(first, second).floats(first + ".bias", "[3]", 1, 2, 3));
        assertEquals(2, found.layers().size());
        StateDict.Layer layer = found.layers().getFirst();
        assertEquals(first + ".weight", layer.weight().name());
        assertEquals(first + ".bias", layer.bias().orElseThrow().name());
        assertEquals(2, layer.inputs());
        assertEquals(3, layer.outputs());
        assertFalse(layer.name().contains("_"), layer.name());
        assertEquals(Optional.empty(), found.layers().getLast().bias());
        assertEquals(List.of(), found.unused());
    }

    @ParameterizedTest
    @CsvSource({"encoder.0, decoder.1", "0, a.1", "module.0, 1", "a_orig_mod.0, 1"})
    void severalPrefixesAreRefusedWithBothNamed(String first, String second) {
        requireRefusal(
                two(first, second),
                "layers " + second + " and " + first
                        + ", expected one prefix: a chain of its own has a file of its own");
    }

    @Test
    void oneLayerTwiceIsRefused() {
        requireRefusal(two("0", "00"), "layers 00 and 0, expected each number once");
        requireRefusal(
                two("0", "_orig_mod.0"),
                "tensors _orig_mod.0.weight and 0.weight, expected one of both: they differ in wrappers alone");
    }

    @Test
    void parametersAreCopiedAndHaveToBeFinite() throws IOException {
        SafetensorsBytes bytes =
                two("0", "2").floats("0.bias", "[3]", 1, 2, 3).floats("2.bias", "[1]", Float.POSITIVE_INFINITY);
        try (SafetensorsFile file = SafetensorsFile.open(bytes.write(path()));
                TensorArena arena = TensorArena.open()) {
            StateDict found = new StateDict(file);
            Tensor weight = Tensor.allocate(arena, 3, 2);
            Tensor bias = Tensor.allocate(arena, 1, 3);
            found.copy(found.layers().getFirst(), weight, bias);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, weight.toArray());
            assertArrayEquals(new float[] {1, 2, 3}, bias.toArray());
            Tensor last = Tensor.allocate(arena, 1, 3);
            FormatException e = assertThrows(
                    FormatException.class, () -> found.copy(found.layers().getLast(), last, bias.columns(0, 1)));
            assertEquals(path() + ": 2.bias (F32 [1]): Infinity in row 0, expected finite numbers", e.getMessage());
        }
    }

    @Test
    void layersThatDoNotFitTogetherAreNamedAndNotTransposed() {
        requireRefusal(
                new SafetensorsBytes()
                        .floats("0.weight", "[2,3]", new float[6])
                        .floats("2.weight", "[1,3]", new float[3]),
                "2.weight (F32 [1, 3]), expected as many columns as 0.weight (F32 [2, 3]) has rows");
        requireRefusal(
                two("0", "2").floats("0.bias", "[2]", 1, 2),
                "0.bias (F32 [2]), expected as many as rows of 0.weight (F32 [3, 2])");
        requireRefusal(
                two("0", "2").floats("4.bias", "[1]", 1), "no tensor 4.weight, it has 2.weight, 0.weight, 4.bias");
        requireRefusal(
                new SafetensorsBytes().floats("0.weight", "[0,3]"), "0.weight (F32 [0, 3]), expected sizes of 1 to");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.1.running_mean", "a.scale", "a.4.0.weightless", "out.weight", "weight", "b._orig_mod.bias"})
    void whatMayBeOfTheChainAndIsNoDenseLayerIsRefused(String name) {
        requireRefusal(two("a.0", "a.2").floats(name, "[1]", 1), "tensor " + name + ", expected of this network only");
    }

    @Test
    void whatIsUnrelatedIsNamedAndMayBeOfAnyType() throws IOException {
        StateDict found = open(two("a.0", "a.2").tensor("scale", "Q4_0", "[3]", to -> to.put((byte) 1)));
        assertEquals(List.of("scale"), found.unused());
        requireRefusal(new SafetensorsBytes(), "no tensors, expected <prefix><number>.weight and .bias");
        requireRefusal(new SafetensorsBytes().floats("\\u001bx", "[0]"), "tensors \\u001bx, expected <prefix>");
    }

    @Test
    void whatIsAddedIsFound() throws IOException {
        try (TensorArena arena = TensorArena.open()) {
            SafetensorsWriter writer = new SafetensorsWriter().metadata(StateDict.ACTIVATION, "tanh");
            Tensor bias = Tensor.allocate(arena, 1, 3).fill(1);
            StateDict.add(writer, StateDict.sequential(0), Tensor.allocate(arena, 3, 2), Optional.of(bias));
            StateDict.add(writer, StateDict.sequential(1), Tensor.allocate(arena, 1, 3), Optional.empty());
            writer.write(path());
            try (SafetensorsFile file = SafetensorsFile.open(path())) {
                assertEquals(List.of("0.weight", "0.bias", "2.weight"), List.copyOf(file.names()));
                StateDict found = new StateDict(file);
                assertEquals("tanh", found.activation().orElseThrow());
                assertEquals(
                        List.of(3L),
                        found.layers().getFirst().bias().orElseThrow().shape());
            }
        }
    }
}
