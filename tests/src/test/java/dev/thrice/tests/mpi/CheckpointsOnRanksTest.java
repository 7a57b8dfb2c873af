package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.lab.Main;
import dev.thrice.learn.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code mpirun thrice train} reads, and writes as it goes, by each MPI that is installed. */
class CheckpointsOnRanksTest {
    /** Of which 240 are trained on, 20 of them held out. */
    private static final int EXAMPLES = 280;

    /** Of an epoch. */
    private static final int STEPS = 220 / 16;

    private static final String FILE = "corners.csv";
    private static final String TRAIN = "--labels corner --batch 16 --optimizer adam --provider scalar";
    private static final String NETWORK = " --algorithm fpa --hidden-layers 3 --width 8";

    @TempDir
    Path folder;

    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("CheckpointsOnRanksTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    /** A rank that writes and one that does not, by either way to divide. */
    static Stream<Arguments> kills() {
        return Mpirun.installed().stream()
                .flatMap(mpirun -> Stream.of(Arguments.of(mpirun, "layers", 0), Arguments.of(mpirun, "batch", 1)));
    }

    /** Points of a square, with its four corners as classes. */
    @BeforeEach
    void data() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder rows = new StringBuilder("x,y,corner\n");
        for (int i = 0; i < EXAMPLES; i++) {
            double x = random.nextDouble(-1, 1);
            double y = random.nextDouble(-1, 1);
            rows.append(x + "," + y + ",c" + (x < 0 ? 0 : 1) + (y < 0 ? 0 : 1) + "\n");
        }
        Files.writeString(folder.resolve(FILE), rows);
    }

    /** Its file is in rank 0's folder alone. */
    @ParameterizedTest
    @MethodSource("installed")
    void withLayersOnRanksTheFirstAloneReadsTheData(Mpirun mpirun) throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        String options =
                " --data " + FILE + NETWORK + " --epochs 2 --partition layers --out " + folder.resolve("ranks");
        Mpirun.Run two = mpirun.runIn(List.of(folder, other), Main.class, ("train " + TRAIN + options).split(" ", -1));
        assertEquals(0, two.exitCode(), two::toString);
        alone(NETWORK + " --epochs 2 --out " + folder.resolve("alone"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("alone")), Files.readAllBytes(folder.resolve("ranks")));
    }

    /** All but the seconds that it took, which the checksum covers. */
    @Test
    void withLayersOnRanksCheckpointsAreThoseOfOneProcess() throws Exception {
        String options = NETWORK + " --epochs 1 --checkpoint-every 5 --checkpoint ";
        alone(options + folder.resolve("alone"));
        ranks(first(), 3, options + folder.resolve("ranks") + " --partition layers");
        for (int step : new int[] {5, 10, STEPS}) {
            Path alone = checkpoint("alone", step);
            Path ranks = checkpoint("ranks", step);
            assertEquals(metadata(alone), metadata(ranks), ranks::toString);
            assertArrayEquals(tensors(alone), tensors(ranks), ranks::toString);
        }
    }

    private static Map<String, String> metadata(Path checkpoint) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            Map<String, String> metadata = new TreeMap<>(file.metadata());
            assertTrue(Double.parseDouble(metadata.remove("thrice.callback.0")) >= 0);
            assertEquals(64, metadata.remove("thrice.checkpoint.sha256").length());
            return metadata;
        }
    }

    /** What comes after a safetensors file's header, whose length is its first eight bytes. */
    private static byte[] tensors(Path checkpoint) throws IOException {
        byte[] bytes = Files.readAllBytes(checkpoint);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return Arrays.copyOfRange(bytes, Long.BYTES + (int) header, bytes.length);
    }

    @Test
    void layersOnAnyNumberOfRanksGoOnWhereOneProcessWasAndBack() throws Exception {
        String resuming = NETWORK + " --resume --checkpoint " + folder.resolve("checkpoints");
        alone(resuming + " --epochs 1");
        Mpirun.Run three = ranks(first(), 3, resuming + " --epochs 2 --partition layers");
        assertResumed(three, STEPS);
        Mpirun.Run one = alone(resuming + " --epochs 3 --out " + folder.resolve("resumed"));
        assertResumed(one, 2 * STEPS);
        alone(NETWORK + " --epochs 3 --out " + folder.resolve("whole"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("resumed")));
    }

    /** As kill -9 does; the others end with it, and what was written last is whole. */
    @ParameterizedTest
    @MethodSource("kills")
    void aRankThatIsKilledLosesNothing(Mpirun mpirun, String partition, int rank) throws Exception {
        Checkpoints checkpoints = Checkpoints.in(folder.resolve("checkpoints"));
        String divided = NETWORK + " --partition " + partition;
        String resuming = divided + " --resume --checkpoint-every 1 --checkpoint " + folder.resolve("checkpoints");
        Mpirun.Run killed = mpirun.runAndKill(
                rank,
                () -> checkpoints.newest().filter(path -> step(path) > STEPS).isPresent(),
                Main.class,
                2,
                arguments(resuming + " --epochs 1000000"));
        assertNotEquals(0, killed.exitCode(), killed::toString);
        int step = step(checkpoints.newest().orElseThrow());
        String epochs = " --epochs " + (step / STEPS + 2) + " --out ";
        Mpirun.Run resumed = ranks(mpirun, 2, resuming + epochs + folder.resolve("resumed"));
        assertResumed(resumed, step);
        ranks(mpirun, 2, divided + epochs + folder.resolve("whole"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("resumed")));
    }

    /** From weights of 10^15 the third layer's are beyond the largest float. */
    @Test
    void whatDivergesSaysWhichCheckpointIsTheLast() throws Exception {
        String relu = "{\"dense\": 8, \"activation\": \"relu\"}, ";
        Path layers = Files.writeString(
                folder.resolve("relu.json"),
                "{\"inputs\": 2, \"layers\": [" + relu.repeat(3) + "{\"dense\": 4, \"activation\": \"log-softmax\"}]}");
        Path out = folder.resolve("out");
        String options = " --layers " + layers + " --algorithm fpa --partition layers --learning-rate 1e15 --epochs 1"
                + " --checkpoint-every 1 --checkpoint " + folder.resolve("checkpoints") + " --out " + out;
        Mpirun.Run run = first().run(Main.class, 2, Map.of(), arguments(options));
        assertNotEquals(0, run.exitCode(), run::toString);
        assertTrue(
                run.lines().stream()
                        .anyMatch(
                                line -> line.matches("rank \\d: training step 2: .*; over ranks no parameters are saved"
                                        + " then, the last checkpoint is that after step 1")),
                run::toString);
        assertFalse(Files.exists(out));
        assertTrue(Files.exists(checkpoint("checkpoints", 1)));
    }

    private void assertResumed(Mpirun.Run run, int step) {
        String line = "resumes from " + checkpoint("checkpoints", step) + ", after " + step / STEPS + " epochs and "
                + step % STEPS + " of " + STEPS + " steps";
        assertEquals(1, run.lines().stream().filter(line::equals).count(), run::toString);
    }

    /** Where it is the same by each of them. */
    private static Mpirun first() {
        return Mpirun.installed().getFirst();
    }

    private Mpirun.Run alone(String options) throws Exception {
        Mpirun.Run run = Mpirun.alone(Main.class, Map.of(), arguments(options));
        assertEquals(0, run.exitCode(), run::toString);
        return run;
    }

    private Mpirun.Run ranks(Mpirun mpirun, int ranks, String options) throws Exception {
        Mpirun.Run run = mpirun.run(Main.class, ranks, Map.of(), arguments(options));
        assertEquals(0, run.exitCode(), run::toString);
        return run;
    }

    private String[] arguments(String options) {
        return ("train " + TRAIN + " --data " + folder.resolve(FILE) + options).split(" ", -1);
    }

    private Path checkpoint(String in, int step) {
        return folder.resolve(in).resolve("checkpoint-%012d.safetensors".formatted(step));
    }

    private static int step(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().replaceAll("\\D", ""));
    }
}
