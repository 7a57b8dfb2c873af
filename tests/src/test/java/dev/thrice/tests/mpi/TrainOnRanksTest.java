package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mpirun thrice train}, by each MPI that is installed. */
class TrainOnRanksTest {
    private static final String TRAIN =
            "train --generated --samples 1200 --epochs 2 --hidden-layers 3 --width 16 --provider scalar ";

    @TempDir
    Path folder;

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("TrainOnRanksTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    @ParameterizedTest
    @MethodSource("installed")
    void layersOnRanksWriteTheFileOfOneProcess(Mpirun mpirun) throws Exception {
        Path alone = folder.resolve("alone.safetensors");
        Path ranks = folder.resolve("ranks.safetensors");
        Mpirun.Run one = Mpirun.alone(Main.class, Map.of(), arguments(TRAIN + "--algorithm fpa", alone));
        assertEquals(0, one.exitCode(), one::toString);
        String divided = TRAIN + "--algorithm fpa --partition layers";
        Mpirun.Run two = mpirun.run(Main.class, 2, Map.of(), arguments(divided, ranks));
        assertEquals(0, two.exitCode(), two::toString);
        assertArrayEquals(Files.readAllBytes(alone), Files.readAllBytes(ranks));
        assertEquals(3, epochs(one).size(), one::toString);
        assertEquals(epochs(one), epochs(two));
    }

    /** Ranks that have fewer processors than they are together say so. */
    @ParameterizedTest
    @MethodSource("installed")
    void layersAreCutWhereItIsSaid(Mpirun mpirun) throws Exception {
        String options = TRAIN + "--algorithm fpa --partition layers --cut ";
        Mpirun.Run three = mpirun.run(Main.class, 3, Map.of(), (options + "1,3").split(" ", -1));
        assertEquals(0, three.exitCode(), three::toString);
        assertTrue(
                three.lines().stream().anyMatch(line -> line.matches("on 3 ranks of .*, layers from 0, 1, 3.*")),
                three::toString);
        long processors = Runtime.getRuntime().availableProcessors();
        assertEquals(
                processors < 3,
                three.lines().stream()
                        .anyMatch(line ->
                                line.contains("; 3 workers of 3 ranks share the " + processors + " processors of ")),
                three::toString);
    }

    /** The losses and accuracies of epochs and test, as shown. */
    private static List<String> epochs(Mpirun.Run run) {
        return run.lines().stream()
                .filter(line -> line.matches("\\d+ .*|test loss .*"))
                .map(line -> line.replaceFirst(" +\\d+$", "").replaceFirst(", after .*", "")) // but for their speed
                .toList();
    }

    @ParameterizedTest
    @MethodSource("installed")
    void samplesOnRanksLearn(Mpirun mpirun) throws Exception {
        String divided = TRAIN + "--algorithm backprop --partition batch --reduction allreduce --batch 33 --workers 2";
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), divided.split(" ", -1));
        assertEquals(0, run.exitCode(), run::toString);
        assertEquals(3, epochs(run).size(), run::toString);
    }

    /** Nothing is written of what has diverged. */
    @ParameterizedTest
    @MethodSource("installed")
    void aNetworkThatDivergesEndsAll(Mpirun mpirun) throws Exception {
        Path layers = Files.writeString(
                folder.resolve("relu.json"),
                "{'inputs': 784, 'layers': [{'dense': 64, 'activation': 'relu'}, {'dense': 64, 'activation': 'relu'},"
                                .replace('\'', '"')
                        + "{'dense': 64, 'activation': 'relu'}, {'dense': 10, 'activation': 'log-softmax'}]}"
                                .replace('\'', '"'));
        Path out = folder.resolve("out.safetensors");
        String options = "train --generated --samples 24 --held-out 12 --batch 12 --epochs 1 --optimizer sgd"
                + " --learning-rate 1e15 --provider scalar --partition batch --layers " + layers;
        Mpirun.Run run = mpirun.run(Main.class, 2, Map.of(), arguments(options, out));
        assertNotEquals(0, run.exitCode(), run::toString);
        assertTrue(
                run.lines().stream()
                        .anyMatch(line -> line.matches("rank [01]: validation: NaN or infinity in .*")
                                && line.endsWith("; over ranks no parameters are saved then")),
                run::toString);
        assertFalse(Files.exists(out));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--algorithm backprop --partition layers | --partition layers --algorithm backprop, expected fpa, vpc,"
                        + " z-il or ipc, whose steps ask neighbours alone",
                "--hidden-layers 0 --algorithm fpa --partition layers | --partition layers: stages: 2, expected 1 to 1,"
                        + " the number of layers of 784 - 10",
                "--partition batch --algorithm fpa --loss-reduction mean | --partition batch --loss-reduction mean, expected sum:"
                        + " a mean would be one over a rank's samples",
                "--partition layers --executor gauss-seidel | --executor gauss-seidel with --partition layers, expected"
                        + " another: a sweep passes them one after the other",
                "--partition layers --reduction allreduce --algorithm fpa | --reduction with --partition layers, expected"
                        + " none: no gradients are added",
                "--partition layers --cut 2,1 --algorithm fpa | --cut 2,1, expected the first layer of each rank but rank 0, 1"
                        + " numbers that rise, of 1 to 5",
                "--partition layers --cut 6 --algorithm fpa | --cut 6, expected the first layer of each rank but rank 0, 1"
                        + " numbers that rise, of 1 to 5",
                "--partition batch --cut 1 | --cut with --partition batch, expected none: each rank has all layers",
                "--partition layers --bind | --bind with --partition, expected none: mpirun binds ranks",
                "--partition batch --batch 1 | --partition batch --batch 1, expected at least 2, one a rank",
                "--partition batch --resume | --resume without --checkpoint, expected the folder of the checkpoints",
                "--partition batch --algorithm vpc-precisions | --partition batch --algorithm vpc-precisions, expected one"
                        + " that learns no precisions: a rank's would be of its own samples",
            })
    void whatCannotBeDividedIsRefusedByRank0(String options, String line) throws Exception {
        String[] arguments = ("train --generated --provider scalar " + options).split(" ", -1);
        Mpirun.Run run = Mpirun.installed().getFirst().run(Main.class, 2, Map.of(), arguments);
        assertNotEquals(0, run.exitCode(), run::toString);
        assertEquals(
                List.of("rank 0: " + line),
                run.lines().stream().filter(each -> each.startsWith("rank ")).toList(),
                run::toString);
    }

    private static String[] arguments(String options, Path out) {
        return Stream.concat(Stream.of(options.split(" ", -1)), Stream.of("--out", out.toString()))
                .toArray(String[]::new);
    }
}
