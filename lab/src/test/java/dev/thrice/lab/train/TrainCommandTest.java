package dev.thrice.lab.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.affinity.CpuAffinity;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.ForkedJvm;
import dev.thrice.lab.Main;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.gradients.Safetensors;
import dev.thrice.lab.layers.NetworkDescription;
import dev.thrice.lab.learn.SavedNetwork;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.Callback;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.Epoch;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code thrice train} as it is called, on the first 2400 of the generated digits. */
class TrainCommandTest {
    private static final int TESTED = 10_000;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void itLearnsLogsAndSavesWhatItHasLearned() throws IOException {
        Path csv = folder.resolve("a.csv");
        List<JsonNode> lines = train("a", "--seed=3", "--csv=" + csv);
        assertEquals(1 + 4 + 1, lines.size());
        List<String> rows = Files.readAllLines(csv);
        assertEquals("epoch,loss,validation_loss,validation_accuracy,seconds,samples_per_second,data", rows.getFirst());
        assertEquals(1 + 4, rows.size());
        String[] last = rows.getLast().split(",", -1);
        assertEquals("4", last[0]);
        assertEquals(lines.get(4).get("validationAccuracy").asDouble(), Double.parseDouble(last[3]));
        assertEquals("generated digits", last[6]);
        JsonNode run = lines.getFirst();
        assertEquals("generated digits", run.get("data").asText());
        assertEquals("fpa", run.get("algorithm").asText());
        assertEquals("wavefront", run.get("executor").asText());
        assertEquals("momentum", run.get("optimizer").asText());
        assertEquals(3, run.get("seed").asInt());
        assertEquals(2400, run.get("samples").asInt());
        assertEquals(2, run.get("steps").asInt());
        assertEquals(1, run.get("stepSize").asDouble());
        assertEquals("sum", run.get("lossReduction").asText());
        assertEquals(.9f, run.get("momentum").floatValue());
        assertFalse(run.has("beta"), "which is il-prox's");
        JsonNode test = lines.getLast();
        // ten times the chance of 1 / 10 would be all; three times lies 60 standard deviations above it
        assertTrue(test.get("testAccuracy").asDouble() > .3, test::toString);

        try (TensorArena arena = TensorArena.open();
                SafetensorsFile file = SafetensorsFile.open(folder.resolve("a"))) {
            StateDict saved = new StateDict(file);
            assertEquals("tanh", saved.activation().orElseThrow());
            Chain chain = tanhChain(saved);
            assertEquals(Chain.multilayerPerceptron(784, 2, 16, 10).toString(), chain.toString());
            try (Network network = new Network(chain, TESTED, Kernels.select("scalar"), 0)) {
                SavedNetwork.copy(new ModuleStates(file), network);
                new Minibatches(SyntheticDigits.generate(TESTED, 2, arena), TESTED, Minibatches.LastBatch.KEEP, 0)
                        .next(network.inputs(), network.labels());
                network.forward();
                assertEquals(test.get("testAccuracy").asDouble(), network.correct(TESTED) / (double) TESTED, 0);
                assertEquals(test.get("testLoss").asDouble(), network.loss(), 1e-6);
            }
        }
    }

    /** By these kernels; OpenBLAS' bits depend on a sample's place and on the threads. */
    @ParameterizedTest
    @ValueSource(strings = {"jit", "simd", "scalar"})
    void theSameSeedHasTheSameBitsOnAnyNumberOfWorkers(String kernels) throws IOException {
        assumeTrue(Kernels.providers().stream().anyMatch(known -> known.name().equals(kernels) && known.available()));
        String provider = "--provider=" + kernels;
        train("one", provider, "--seed=7", "--workers=1");
        train("two", provider, "--seed=7", "--workers=2");
        train("other", provider, "--seed=8", "--workers=2");
        byte[] one = Files.readAllBytes(folder.resolve("one"));
        assertArrayEquals(one, Files.readAllBytes(folder.resolve("two")));
        byte[] other = Files.readAllBytes(folder.resolve("other"));
        assertEquals(one.length, other.length);
        assertFalse(Arrays.equals(one, other));
    }

    /** Two runs that differ in what their parameters depend on have neither one first line in their logs nor one headline. */
    @ParameterizedTest
    @CsvSource({
        "fpa, --samples=2300",
        "fpa, --held-out=10%",
        "fpa, --normalize=unit",
        "fpa, --augment=flip",
        "fpa, --clip=.01",
        "fpa, --steps=1",
        "fpa, --step-size=.5",
        "fpa, --loss-reduction=mean",
        "fpa, --momentum=.8",
        "fpa, --optimizer=sgd",
        "fpa, --learning-rate=.06",
        "fpa, --epochs=2",
        "fpa, --batch=31",
        "fpa, --seed=2",
        "fpa, --executor=gauss-seidel",
        "fpa, --hidden-layers=1",
        "fpa, --width=17",
        "fpa, --provider=scalar",
        "z-il, --step-size=.5",
        "ipc, --steps=1",
        "il-prox, --beta=.5",
    })
    void whatDeterminesTheParametersIsTold(String algorithm, String option) throws IOException {
        String name = option.substring(0, option.indexOf('=') + 1);
        List<String> usual = new ArrayList<>(List.of("--algorithm=" + algorithm, "--epochs=1"));
        usual.removeIf(each -> each.startsWith(name));
        List<String> others = new ArrayList<>(usual);
        others.add(option);
        usual.addAll(name.equals("--provider=") ? List.of("--provider=simd") : List.of());
        List<String> one = told("one", usual);
        List<String> other = told("other", others);
        assertNotEquals(one.getFirst(), other.getFirst());
        assertNotEquals(one.getLast(), other.getLast());
    }

    /** The log's first line, and the two that are printed. */
    private List<String> told(String name, List<String> options) throws IOException {
        Path log = folder.resolve(name);
        List<String> all = new ArrayList<>(options);
        all.add("--generated");
        all.add("--log=" + log);
        if (options.stream().noneMatch(option -> option.startsWith("--samples="))) {
            all.add("--samples=2400");
        }
        assertEquals(0, runOn(all.toArray(String[]::new)));
        return List.of(
                Files.readAllLines(log).getFirst().replaceAll("\"bytes\".*", ""),
                output.toString(UTF_8)
                        .lines()
                        .limit(2)
                        .reduce("", String::concat)
                        .replaceAll("; takes .*", ""));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void boundWorkersComputeTheSameAndTheirCallerIsSetFree() throws IOException {
        List<Integer> processors = CpuAffinity.allowed();
        int workers = Math.min(2, processors.size());
        train("bound", "--provider=scalar", "--seed=7", "--bind", "--workers=" + workers);
        assertEquals(processors, CpuAffinity.allowed());
        train("free", "--provider=scalar", "--seed=7", "--workers=1");
        assertArrayEquals(Files.readAllBytes(folder.resolve("free")), Files.readAllBytes(folder.resolve("bound")));
        assertEquals(2, run("--bind", "--workers=" + (processors.size() + 1)));
        assertEquals(processors, CpuAffinity.allowed());
    }

    @Test
    void aTrainingThatDivergesKeepsItsLastGoodStep() throws IOException {
        Path out = folder.resolve("last");
        assertEquals(1, run("--algorithm=vpc", "--step-size=1.9", "--steps=40", "--out=" + out));
        try (SafetensorsFile file = SafetensorsFile.open(out)) {
            StateDict saved = new StateDict(file);
            try (Network network = new Network(tanhChain(saved), 1, Kernels.select("scalar"), 0)) {
                SavedNetwork.copy(new ModuleStates(file), network); // refuses what is not finite
            }
        }
    }

    /** The first step would make them infinite, so those that were drawn are saved. */
    @Test
    void aLearningRateThatLeavesFloat32KeepsTheParameters() throws IOException {
        Path out = folder.resolve("first");
        assertEquals(1, run("--optimizer=adam", "--learning-rate=3e38", "--seed=5", "--out=" + out));
        Chain chain = Chain.multilayerPerceptron(784, 2, 16, 10);
        try (SafetensorsFile file = SafetensorsFile.open(out);
                Network saved = new Network(chain, 1, Kernels.select("scalar"), 0);
                Network drawn = new Network(chain, 1, Kernels.select("scalar"), 5)) {
            SavedNetwork.copy(new ModuleStates(file), saved);
            for (int l = 0; l < chain.length(); l++) {
                for (int p = 0; p < 2; p++) {
                    assertArrayEquals(
                            drawn.parameters().of(l).get(p).toArray(),
                            saved.parameters().of(l).get(p).toArray());
                }
            }
        }
    }

    /** What it has saved is what as many steps make of the same parameters; the last checkpoint is of that step. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    @Timeout(120)
    void aTrainingThatIsStoppedKeepsItsLastStep() throws Exception {
        Path out = folder.resolve("stopped");
        Path log = folder.resolve("log");
        Path said = folder.resolve("said");
        Process training = new ProcessBuilder(ForkedJvm.command(
                        List.of(),
                        Main.class,
                        ("train --generated --samples=2400 --hidden-layers=2 --width=16 --batch=32 --epochs=100000000"
                                        + " --algorithm=backprop --provider=scalar --out=" + out + " --log=" + log
                                        + " --checkpoint=" + folder.resolve("checkpoints"))
                                .split(" ")))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            while (!Files.exists(log)
                    || Files.readAllLines(log).size() < 3
                    || Files.readAllLines(said).stream().noneMatch(line -> line.startsWith("1  "))) {
                assertTrue(training.isAlive());
                Thread.sleep(20);
            }
            training.destroy();
            assertEquals(128 + 15, training.waitFor());
        } finally {
            training.destroyForcibly();
        }
        String all = Files.readString(said);
        assertTrue(all.contains("validation accuracy") && all.contains("written: " + out), all);
        Matcher stopped = Pattern.compile(
                        "(?m)^thrice: the training was stopped (?:in epoch (\\d+), after (\\d+) of its 68 steps"
                                + "|after epoch (\\d+))$")
                .matcher(all);
        assertTrue(stopped.find(), all);
        int steps = stopped.group(3) == null
                ? 68 * (Integer.parseInt(stopped.group(1)) - 1) + Integer.parseInt(stopped.group(2))
                : 68 * Integer.parseInt(stopped.group(3));
        assertTrained(steps, out);
        assertEquals(name(steps), checkpoints().getLast());
    }

    private static void assertTrained(int steps, Path saved) throws IOException {
        Chain chain = Chain.multilayerPerceptron(784, 2, 16, 10);
        Kernels kernels = Kernels.select("scalar");
        try (TensorArena arena = TensorArena.open();
                SafetensorsFile file = SafetensorsFile.open(saved);
                WorkerTeam team = new WorkerTeam(1);
                Trainer trainer = new Trainer(
                        new Trainer.Task(chain, 32, kernels, 1, Mnist.generate(2400, "", arena)),
                        new Backpropagation(),
                        new Momentum(LearningRates.all(.05f), .9f),
                        new BatchParallel(team));
                Network found = new Network(chain, 1, kernels, 0)) {
            int[] left = {steps};
            trainer.train(Integer.MAX_VALUE, new Callback() {
                @Override
                public void afterEpoch(Epoch epoch) {}

                @Override
                public void afterStep(int step, double loss) {
                    if (--left[0] == 0) {
                        trainer.stop();
                    }
                }
            });
            SavedNetwork.copy(new ModuleStates(file), found);
            for (int l = 0; l < chain.length(); l++) {
                for (int p = 0; p < 2; p++) {
                    assertArrayEquals(
                            trainer.network().parameters().of(l).get(p).toArray(),
                            found.parameters().of(l).get(p).toArray());
                }
            }
        }
    }

    /** Stopped by its number of epochs, resumed on another number of workers; each optimizer has other moments. */
    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "adam"})
    void aTrainingThatIsResumedHasTheSameBits(String rule) throws IOException {
        String optimizer = "--optimizer=" + rule;
        train("whole", optimizer, "--provider=scalar", "--epochs=3");
        String checkpoints = "--checkpoint=" + folder.resolve("checkpoints");
        Path csv = folder.resolve("parts.csv");
        List<String> options =
                List.of(optimizer, "--provider=scalar", checkpoints, "--resume", "--keep=2", "--csv=" + csv);
        List<String> first = new ArrayList<>(options);
        first.addAll(List.of("--epochs=1", "--checkpoint-every=50"));
        train("parts", first.toArray(String[]::new));
        assertTrue(output.toString(UTF_8).contains("no checkpoint to resume from: begins"), output::toString);
        assertEquals(List.of(name(50), name(68)), checkpoints());
        List<String> second = new ArrayList<>(options);
        second.addAll(List.of("--epochs=3", "--workers=2"));
        List<JsonNode> lines = train("parts", second.toArray(String[]::new));
        assertTrue(
                output.toString(UTF_8)
                        .contains(
                                "resumes from " + folder.resolve("checkpoints").resolve(name(68))
                                        + ", after 1 epochs and 0 of 68 steps"),
                output::toString);
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("parts")));
        assertEquals(
                List.of(1, 2, 3),
                lines.stream()
                        .filter(line -> line.has("validationLoss"))
                        .map(line -> line.get("epoch").asInt())
                        .toList(),
                "the log goes on");
        assertEquals(
                List.of("epoch", "1", "2", "3"),
                Files.readAllLines(csv).stream()
                        .map(row -> row.substring(0, row.indexOf(',')))
                        .toList(),
                "so does the table, under one header");
        assertEquals(List.of(name(2 * 68), name(3 * 68)), checkpoints());
        assertEquals(1, run(optimizer, "--provider=scalar", checkpoints));
        assertTrue(errors.toString(UTF_8).contains("has " + name(3 * 68) + ", expected no checkpoints, or --resume"));
    }

    @Test
    void aDamagedCheckpointIsNamedAndOthersSettingsAreRefused() throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        String[] options = {"--epochs=2", "--provider=scalar", "--resume", "--checkpoint=" + checkpoints};
        assertEquals(0, run(options));
        Files.write(checkpoints.resolve(name(2 * 68)), new byte[1]);
        assertEquals(0, run(options));
        assertTrue(
                errors.toString(UTF_8)
                        .contains("thrice: " + checkpoints.resolve(name(2 * 68))
                                + ": 1 bytes, expected a whole checkpoint; set aside"),
                errors::toString);
        assertTrue(output.toString(UTF_8).contains("after 1 epochs and 0 of 68 steps"), output::toString);
        assertEquals(List.of(name(68), name(2 * 68), name(2 * 68) + ".damaged"), checkpoints());
        assertEquals(1, run("--learning-rate=.06", "--epochs=2", "--provider=scalar", options[2], options[3]));
        assertTrue(errors.toString(UTF_8).contains(" was made with learning rates 0.05 0.05 0.05, expected that of"));
        for (String each : List.of("68", "136")) {
            Files.write(checkpoints.resolve(name(Integer.parseInt(each))), new byte[1]);
        }
        assertEquals(1, run(options));
        assertTrue(errors.toString(UTF_8).contains("; none of the 2 checkpoints is whole"), errors::toString);
    }

    /** What a training is made of has to be the same when it is resumed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--normalize=standard|scaling none, expected that of this training, one of CRC32C ",
                "--augment=shift=2|augmentation Augmentation[shift=0, flip=false], expected",
                "--clip=1|optimizer Momentum[",
                "--held-out=300|examples 2200, expected that of this training, 2100",
            })
    void aTrainingOfOtherPreparationIsNotResumed(String option, String message) {
        String checkpoint = "--checkpoint=" + folder.resolve("checkpoints");
        assertEquals(0, run("--epochs=1", "--provider=scalar", checkpoint));
        assertEquals(1, run("--epochs=2", "--provider=scalar", checkpoint, "--resume", option));
        assertTrue(errors.toString(UTF_8).contains(" was made with " + message), errors::toString);
    }

    /** Of a table, whose features are no pixels; one has so wide a range that float32 has no name for it. */
    @Test
    void whatCannotBeDoneToDataIsRefused() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 700; i++) {
            rows.append(i % 2 == 0 ? "3e38" : "-3e38")
                    .append(",1,")
                    .append(i % 2)
                    .append('\n');
        }
        Path table = Files.writeString(folder.resolve("table.csv"), rows);
        for (String[] wrong : new String[][] {
            {"--augment=flip", "thrice: --augment flip: augmentation: data are 550 examples of 2 features, 2 classes,"},
            {"--normalize=unit", "thrice: --normalize unit: scaling: mean -3.0E38 and deviation Infinity of feature 0,"}
        }) {
            errors.reset();
            assertEquals(2, runOn("--data=" + table, "--labels=2", "--batch=8", "--epochs=1", wrong[0]));
            assertTrue(errors.toString(UTF_8).startsWith(wrong[1]), errors::toString);
            assertEquals(1, errors.toString(UTF_8).lines().count());
        }
    }

    /** Images are augmented by their place in the epoch, and the scaling is made again of the same images. */
    @Test
    void aPreparedTrainingIsResumedToTheSameBits() throws IOException {
        List<String> options =
                List.of("--normalize=standard", "--augment=shift=2,flip", "--held-out=200", "--provider=scalar");
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        for (List<String> run : List.of(
                List.of("--epochs=2", "--checkpoint=" + whole),
                List.of("--epochs=1", "--checkpoint=" + parts),
                List.of("--epochs=2", "--workers=2", "--checkpoint=" + parts, "--resume"))) {
            List<String> all = new ArrayList<>(options);
            all.addAll(run);
            assertEquals(0, run(all.toArray(String[]::new)), errors::toString);
        }
        try (SafetensorsFile one = SafetensorsFile.open(whole.resolve(name(2 * 68)));
                SafetensorsFile other = SafetensorsFile.open(parts.resolve(name(2 * 68)));
                TensorArena arena = TensorArena.open()) {
            for (String tensor : List.of("0.weight", "4.bias")) {
                assertArrayEquals(
                        one.tensor(tensor, arena).toArray(),
                        other.tensor(tensor, arena).toArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--resume", "--keep=2", "--checkpoint-every=2"})
    void checkpointsHaveAFolder(String option) {
        assertEquals(2, run(option));
        assertTrue(errors.toString(UTF_8).contains(" without --checkpoint, expected the folder"), errors::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--keep=0", "--checkpoint-every=0"})
    void checkpointsAreSomeAtLeast(String option) {
        assertEquals(2, run("--checkpoint=" + folder.resolve("none"), option));
        assertFalse(Files.exists(folder.resolve("none")));
    }

    /** Before any work: nothing is said of the training. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--resume"})
    void aFolderThatCannotBeMadeIsRefusedBeforeTheTraining(String resume) throws IOException {
        Path none = Files.createFile(folder.resolve("file")).resolve("none");
        String[] options = {"--checkpoint=" + none, "--epochs=1", "--provider=scalar", resume};
        assertEquals(1, run(Stream.of(options).filter(each -> !each.isEmpty()).toArray(String[]::new)));
        assertTrue(
                errors.toString(UTF_8).startsWith("thrice: --checkpoint " + none + ": cannot write into it: "),
                errors::toString);
        assertEquals("", output.toString(UTF_8));
    }

    @Test
    @Timeout(300)
    void aTrainingThatIsKilledLosesNothing() throws Exception {
        kill(5, 1);
    }

    @Test
    @Tag("soak")
    void aTrainingThatIsKilledTwoHundredTimesLosesNothing() throws Exception {
        kill(200, 2);
    }

    /** At random moments, once it has got further; then it goes on to the end of its epoch, as one that was never killed. */
    private void kill(int times, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String part : List.of("train", "t10k")) {
            idx(data.resolve(part + "-images-idx3-ubyte"), 251, 480, 3, 3);
            idx(data.resolve(part + "-labels-idx1-ubyte"), 3, 480);
        }
        Path checkpoints = folder.resolve("checkpoints");
        List<String> options = List.of(
                "--data=" + data, "--algorithm=backprop", "--optimizer=adam", "--provider=scalar", "--batch=32");
        List<String> resuming = new ArrayList<>(options);
        resuming.addAll(List.of("--checkpoint=" + checkpoints, "--checkpoint-every=1", "--resume"));
        List<String> killed = new ArrayList<>(resuming);
        killed.addAll(0, List.of("train", "--hidden-layers=2", "--width=16"));
        killed.add("--epochs=1000000");
        Optional<Path> before = Optional.empty();
        for (int i = 0; i < times; i++) {
            Process training = new ProcessBuilder(
                            ForkedJvm.command(List.of(), Main.class, killed.toArray(String[]::new)))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
            try {
                while (Checkpoints.in(checkpoints).newest().equals(before)) {
                    assertTrue(training.isAlive(), () -> said());
                    Thread.sleep(5);
                }
                Thread.sleep(random.nextInt(200), random.nextInt(1_000_000));
            } finally {
                training.destroyForcibly().waitFor();
            }
            Path after = Checkpoints.in(checkpoints).newest().orElseThrow();
            assertTrue(before.isEmpty() || after.compareTo(before.get()) > 0, said());
            before = Optional.of(after);
        }
        int steps =
                Integer.parseInt(before.orElseThrow().getFileName().toString().replaceAll("\\D", ""));
        String epochs = "--epochs=" + (steps / 13 + 1); // of 440 images
        resuming.addAll(List.of(epochs, "--out=" + folder.resolve("killed")));
        assertEquals(0, runOn(resuming.toArray(String[]::new)));
        assertTrue(output.toString(UTF_8).contains("resumes from " + before.get()), output::toString);
        List<String> whole = new ArrayList<>(options);
        whole.addAll(List.of(epochs, "--out=" + folder.resolve("whole")));
        assertEquals(0, runOn(whole.toArray(String[]::new)));
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("killed")));
        assertEquals(3, checkpoints().size(), "none was damaged, and what was unfinished is gone");
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String name(int step) {
        return "checkpoint-%012d.safetensors".formatted(step);
    }

    private List<String> checkpoints() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("checkpoints"))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Idx files of the user's own under MNIST's names are never taken for MNIST, and never touched. */
    @Test
    void ownDataAreUsedWhereAskedForAndLeftAsTheyAre() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Map<String, String> written = new TreeMap<>();
        for (String part : List.of("train", "t10k")) {
            int count = part.equals("train") ? 480 : 64;
            written.put(part + "-images-idx3-ubyte", idx(data.resolve(part + "-images-idx3-ubyte"), 9, count, 3, 3));
            written.put(part + "-labels-idx1-ubyte", idx(data.resolve(part + "-labels-idx1-ubyte"), 3, count));
        }
        assertEquals(1, runOn("--dir=" + data));
        assertTrue(errors.toString(UTF_8).contains(data.resolve("train-images-idx3-ubyte") + ": not MNIST's"));
        assertEquals(written, contents(data));

        Path out = folder.resolve("own");
        assertEquals(0, runOn("--data=" + data, "--out=" + out, "--log=" + folder.resolve("log")));
        assertEquals(written, contents(data));
        try (SafetensorsFile file = SafetensorsFile.open(out)) {
            Chain chain = tanhChain(new StateDict(file));
            assertEquals(Chain.multilayerPerceptron(9, 2, 16, 3).toString(), chain.toString());
        }
        String run = Files.readAllLines(folder.resolve("log")).getFirst();
        assertTrue(run.startsWith("{\"data\":\"own data "), run);
    }

    @Test
    void aFolderThatIsNamedIsOnlyRead() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        assertEquals(1, runOn("--dir=" + data));
        assertEquals(
                "thrice: " + data + ": has no train-images-idx3-ubyte of MNIST's; thrice data mnist --dir " + data
                        + " puts it there",
                errors.toString(UTF_8).strip());
        assertEquals(Map.of(), contents(data));
    }

    @Test
    void aBatchLargerThanTheTestSetIsToldBeforeTheTraining() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        idx(data.resolve("train-images-idx3-ubyte"), 9, 480, 3, 3);
        idx(data.resolve("train-labels-idx1-ubyte"), 3, 480);
        idx(data.resolve("t10k-images-idx3-ubyte"), 9, 20, 3, 3);
        idx(data.resolve("t10k-labels-idx1-ubyte"), 3, 20);
        assertEquals(2, runOn("--data=" + data, "--out=" + folder.resolve("never")));
        assertEquals(
                "thrice: --batch 32, expected 1 to 20, the samples of the test set",
                errors.toString(UTF_8).strip());
        assertFalse(Files.exists(folder.resolve("never")));
    }

    /** 1000 x 1000 pixels, more than 2^31 by 4096 units: judged when the data are known, before a network is made. */
    @Test
    void theNetworksSizeIsJudgedByTheDatasOwn() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String part : List.of("train", "t10k")) {
            int count = part.equals("train") ? 12 : 2;
            idx(data.resolve(part + "-images-idx3-ubyte"), 9, count, 1_000, 1_000);
            idx(data.resolve(part + "-labels-idx1-ubyte"), 3, count);
        }
        assertEquals(2, runOn("--data=" + data, "--batch=1", "--width=4096", "--out=" + folder.resolve("never")));
        assertEquals(
                "thrice: --width 4096, expected 1 to 2147, for matrices of fewer than 2^31 elements on images of 1000000"
                        + " pixels",
                errors.toString(UTF_8).strip());
        assertFalse(Files.exists(folder.resolve("never")));
    }

    /** Elements count up to a modulus; their checksum. */
    private static String idx(Path file, int modulus, int... sizes) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 4 * sizes.length + Arrays.stream(sizes).reduce(1, (a, b) -> a * b));
        bytes.putInt(0x800 + sizes.length);
        Arrays.stream(sizes).forEach(bytes::putInt);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i % modulus));
        }
        Files.write(file, bytes.array());
        return HexFormat.of().formatHex(bytes.array());
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** The lines of the log; parameters go to a file of that name. */
    private List<JsonNode> train(String name, String... more) throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(
                List.of("--log=" + log, "--out=" + folder.resolve(name), "--algorithm=fpa", "--executor=wavefront"));
        assertEquals(0, run(options.toArray(String[]::new)));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    /** A file that did not say so would be taken for a chain without. */
    @Test
    void skipsAreSaved() throws IOException {
        Path out = folder.resolve("residual");
        assertEquals(0, run("--hidden-layers=3", "--skip=1", "--out=" + out), () -> errors.toString(UTF_8));
        try (SafetensorsFile file = SafetensorsFile.open(out)) {
            assertEquals("1-2 2-3", file.metadata().get(StateDict.SKIPS));
        }
    }

    /** Its parameters are the checkpoint's, so another way to draw them is another training. */
    @Test
    void aTrainingIsResumedAsItWasBegun() {
        String checkpoints = "--checkpoint=" + folder.resolve("checkpoints");
        assertEquals(0, run("--initialization=he", "--warm-up=.04", checkpoints), () -> errors.toString(UTF_8));
        assertEquals(1, run("--warm-up=.04", checkpoints, "--resume"));
        assertTrue(errors.toString(UTF_8).contains("initialization"), errors.toString(UTF_8));
        assertEquals(1, run("--initialization=he", "--warm-up=.08", checkpoints, "--resume"));
        assertTrue(errors.toString(UTF_8).contains("constant after 0.08 epochs of warm-up"), errors.toString(UTF_8));
        assertEquals(0, run("--initialization=he", "--warm-up=.04", checkpoints, "--resume"));
    }

    /** {@code 'so'} for double quotes. */
    private String layers(String name, String text) throws IOException {
        return "--layers=" + Files.writeString(folder.resolve(name), text.replace('\'', '"'));
    }

    /** Of hidden layers as in the presets. */
    @Test
    void aPerceptronThatIsDescribedIsTheSame() throws IOException {
        String described = layers("net.json", """
                {'inputs': [28, 28, 1], 'layers': [{'dense': 16, 'activation': 'tanh'},
                {'dense': 16, 'activation': 'tanh'}, {'dense': 10, 'activation': 'log-softmax'}]}""");
        train("presets", "--provider=scalar", "--initialization=he");
        train("described", "--provider=scalar", "--initialization=he", "--workers=2", described);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("presets")), Files.readAllBytes(folder.resolve("described")));
        assertTrue(
                output.toString(UTF_8)
                        .startsWith(
                                "Thrice trains 784 - 16 - 16 - 10, from " + folder.resolve("net.json") + " (CRC32C "),
                output::toString);
    }

    private static final String LENET = """
            {'inputs': [28, 28, 1], 'layers': [{'conv': 6, 'kernel': 5, 'padding': 2, 'activation': 'tanh'},
            {'averagePool': 2}, {'conv': 16, 'kernel': 5, 'activation': 'tanh'}, {'averagePool': 2},
            {'dense': 120, 'activation': 'tanh'}, {'dense': 84, 'activation': 'tanh'},
            {'dense': 10, 'activation': 'log-softmax'}]}""";

    /** The losses are of the same bits, whoever says what LeNet-5 is. */
    @Test
    void aNetworkOfImagesThatIsDescribedIsTheSame() throws IOException {
        List<String> losses = new ArrayList<>();
        for (String network : List.of("--network=lenet5", layers("lenet.json", LENET))) {
            Path csv = folder.resolve("csv");
            Files.deleteIfExists(csv);
            assertEquals(
                    0,
                    runOn(
                            "--generated",
                            network,
                            "--samples=480",
                            "--epochs=1",
                            "--algorithm=fpa",
                            "--workers=2",
                            "--csv=" + csv),
                    () -> errors.toString(UTF_8));
            losses.add(Files.readAllLines(csv).getLast().replaceAll("^(1,[^,]*,[^,]*,[^,]*),.*", "$1"));
        }
        assertEquals(losses.getFirst(), losses.getLast());
    }

    /** All kinds of layers, and a skip. */
    @ParameterizedTest
    @ValueSource(
            strings = {"backprop", "fpa", "vpc", "z-il", "ipc", "epc", "il-prox", "pc-alm", "vpc-adam", "vpc-precisions"
            })
    void aNetworkThatIsDescribedIsTrainedByEachAlgorithmOnAnyNumberOfWorkers(String algorithm) throws IOException {
        String net = layers("net.json", """
                {'inputs': [28, 28, 1], 'layers': [{'maxPool': 4}, {'conv': 2, 'kernel': 3, 'activation': 'tanh'},
                {'averagePool': 2, 'stride': 1}, {'activation': 'softplus'}, {'dense': 8, 'bias': false, 'name': 'a'},
                {'layerNorm': true}, {'dense': 8, 'activation': 'gelu', 'skipFrom': 'a'},
                {'dense': 10, 'activation': 'log-softmax'}]}""");
        List<byte[]> saved = new ArrayList<>();
        for (int workers = 1; workers <= 2; workers++) {
            Path out = folder.resolve("out" + workers);
            assertEquals(
                    0,
                    runOn(
                            "--generated",
                            "--samples=480",
                            "--epochs=1",
                            "--provider=scalar",
                            "--learning-rate=.01",
                            "--algorithm=" + algorithm,
                            "--executor=gauss-seidel",
                            "--workers=" + workers,
                            "--out=" + out,
                            net),
                    () -> errors.toString(UTF_8));
            saved.add(Files.readAllBytes(out));
        }
        assertArrayEquals(saved.getFirst(), saved.getLast());
    }

    /** Under PyTorch's names, with what it is; as gradients reads it. */
    @Test
    void aNetworkOfImagesIsSaved() throws IOException {
        Path out = folder.resolve("lenet");
        Path log = folder.resolve("log");
        assertEquals(
                0,
                runOn("--generated", "--network=lenet5", "--samples=480", "--epochs=1", "--out=" + out, "--log=" + log),
                () -> errors.toString(UTF_8));
        JsonNode test = new ObjectMapper().readTree(Files.readAllLines(log).getLast());
        Chain chain = ImageChain.lenet5(new ImageShape(28, 28, 1), 10);
        try (TensorArena arena = TensorArena.open();
                SafetensorsFile file = SafetensorsFile.open(out);
                Network network = new Network(chain, TESTED, Kernels.select("scalar"), 0)) {
            assertEquals(
                    List.of("0", "3", "7", "9", "11"),
                    new ModuleStates(file)
                            .modules().stream().map(ModuleStates.State::name).toList());
            assertEquals(List.of(16L, 6L, 5L, 5L), file.entry("3.weight").shape());
            assertEquals(List.of(120L, 400L), file.entry("7.weight").shape());
            assertEquals(chain, NetworkDescription.parse("", file.metadata().get(StateDict.LAYERS)));
            SavedNetwork.copy(new ModuleStates(file), network);
            new Minibatches(SyntheticDigits.generate(TESTED, 2, arena), TESTED, Minibatches.LastBatch.KEEP, 0)
                    .next(network.inputs(), network.labels());
            network.forward();
            assertEquals(test.get("testAccuracy").asDouble(), network.correct(TESTED) / (double) TESTED, 2e-4);
            assertEquals(test.get("testLoss").asDouble(), network.loss(), 1e-5);
        }
        Path batch = new Safetensors()
                .floats("inputs", "[2,1,28,28]", new double[2 * 784])
                .longs("labels", "[2]", 3, 4)
                .write(folder.resolve("batch"));
        Path gradient = folder.resolve("gradient");
        assertEquals(0, Main.execute("gradients", "--network=" + out, "--batch=" + batch, "--out=" + gradient));
        try (SafetensorsFile file = SafetensorsFile.open(gradient)) {
            assertEquals(List.of(16L, 6L, 5L, 5L), file.entry("3.weight").shape());
        }
    }

    /** Which is told before anything is fetched or trained. */
    @Test
    void aNetworkThatIsNotForTheDataIsRefused() throws IOException {
        String last = "{'dense': %d, 'activation': 'log-softmax'}]}";
        String text = "{'inputs': %s, 'layers': [" + last;
        for (String inputs : List.of("9", "[14, 56, 1]", "[28, 14, 1]")) {
            String pool = inputs.startsWith("[") ? "{'maxPool': 1}, " : "";
            assertEquals(
                    1,
                    run(layers("net.json", text.replace("[{", "[" + pool + "{").formatted(inputs, 10))));
            String expected = folder.resolve("net.json") + ": inputs are "
                    + (inputs.equals("9")
                            ? "9 features"
                            : "images of "
                                    + inputs.replaceAll("\\D+", " ").strip().replace(" ", " x "))
                    + ", expected the data's, images of 28 x 28 x 1";
            assertEquals("thrice: " + expected, errors.toString(UTF_8).strip());
        }
        assertEquals(1, run(layers("net.json", text.formatted("784", 3))));
        assertTrue(
                errors.toString(UTF_8)
                        .contains("net.json: the last layer has 3 outputs, expected one for each of the 10 classes"),
                errors::toString);

        Path data = Files.createDirectory(folder.resolve("data"));
        for (String part : List.of("train", "t10k")) {
            idx(data.resolve(part + "-images-idx3-ubyte"), 9, 480, 3, 3);
            idx(data.resolve(part + "-labels-idx1-ubyte"), 3, 480);
        }
        String own = "--data=" + data;
        assertEquals(1, runOn(own, layers("net.json", text.formatted("784", 3))));
        assertTrue(errors.toString(UTF_8).contains("784 features, expected the data's, images of 3 x 3"));
        assertEquals(0, runOn(own, layers("net.json", text.formatted("9", 3))), errors::toString);
    }

    @Test
    void aNetworkThatIsDescribedLeavesNothingElseToBeSaid() throws IOException {
        String net = layers("net.json", LENET);
        for (String other : List.of("--width=3", "--hidden-layers=3", "--skip=1")) {
            assertEquals(2, run(net, other));
            String said = errors.toString(UTF_8);
            assertEquals(
                    "thrice: " + other.replaceAll("=.*", "") + " with --layers, expected them in the file",
                    said.strip());
        }
        assertEquals(2, run(net, "--network=lenet5"));
        assertEquals(
                "thrice: --network with --layers, expected one of both",
                errors.toString(UTF_8).strip());
        assertEquals(2, run(net, "--batch=0"));
        assertEquals(
                "thrice: --batch 0, expected at least 1", errors.toString(UTF_8).strip());
        assertEquals(2, run(net, "--log=" + folder.resolve("net.json")));
        assertTrue(errors.toString(UTF_8).contains("--log and --layers are the same file"), errors::toString);
        String skip =
                "{'inputs': 784, 'layers': [{'dense': 784, 'skipFrom': 'inputs'}, {'dense': 10, 'activation': 'log-softmax'}]}";
        assertEquals(2, run(layers("skip.json", skip), "--algorithm=fpa-closed-form"));
        assertTrue(
                errors.toString(UTF_8)
                        .contains("skips of " + folder.resolve("skip.json") + " with --algorithm fpa-closed-form"),
                errors::toString);
    }

    /** What a bias, a window or a skip changes, though widths stay. */
    @Test
    void aCheckpointIsGoneOnWithByTheSameNetworkAlone() throws IOException {
        String text = """
                {'inputs': 784, 'layers': [{'dense': 8, 'activation': 'tanh', 'name': 'a'}, {'layerNorm': true},
                {'dense': 8, 'activation': 'tanh', 'skipFrom': 'a'}, {'dense': 10, 'activation': 'log-softmax'}]}""";
        String[] options = {"--checkpoint=" + folder.resolve("checkpoints"), "--resume", "--epochs=1", ""};
        options[3] = layers("net.json", text);
        assertEquals(0, run(options), () -> errors.toString(UTF_8));
        for (String other : List.of(
                text.replace("8, 'activation': 'tanh', 'skip", "8, 'bias': false, 'activation': 'tanh', 'skip"),
                text.replace("'a'},", "'b'},")
                        .replace("From': 'a'", "From': 'b'")
                        .replace("tanh", "silu"),
                text.replace(", 'skipFrom': 'a'", ""),
                text.replace("{'layerNorm': true}", "{'activation': 'tanh'}"))) {
            options[3] = layers("other.json", other);
            assertEquals(1, run(options), other);
            assertTrue(errors.toString(UTF_8).contains(" was made with "), errors::toString);
        }
        options[3] = layers("again.json", text.replace("\n", "").replace("'a'", "'other'"));
        assertEquals(0, run(options), () -> errors.toString(UTF_8));
        assertTrue(output.toString(UTF_8).contains("resumes from "), output::toString);
    }

    private int run(String... more) {
        List<String> options = new ArrayList<>(List.of("--generated", "--samples=2400"));
        options.addAll(List.of(more));
        return runOn(options.toArray(String[]::new));
    }

    private int runOn(String... options) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(List.of(options));
        boolean perceptron = Arrays.stream(options).noneMatch(option -> option.matches("--(network|layers)=.*"));
        List<String> presets = new ArrayList<>(List.of("--batch=32", "--epochs=4"));
        presets.addAll(perceptron ? List.of("--hidden-layers=2", "--width=16") : List.of());
        for (String preset : presets) {
            String name = preset.substring(0, preset.indexOf('=') + 1);
            if (Arrays.stream(options).noneMatch(option -> option.startsWith(name))) {
                command.add(preset);
            }
        }
        errors.reset();
        output.reset();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            System.setOut(new PrintStream(output, true, UTF_8));
            System.setErr(new PrintStream(errors, true, UTF_8));
            return Main.execute(command.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static Chain tanhChain(StateDict saved) {
        return SavedNetwork.chain(saved, Collections.nCopies(saved.layers().size() - 1, Activation.TANH));
    }
}
