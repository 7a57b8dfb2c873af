package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.optimizer.WeightDecay;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Augmentation;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that is stopped anywhere and resumed, and files that are no checkpoints any more. */
class CheckpointsTest {
    private static final Chain CHAIN =
            Chain.inputs(2).dense(5, Activation.TANH).dense(3, Activation.GELU).classes(2);
    private static final int BATCH = 8;
    private static final int STEPS = 8; // of an epoch
    private static final int EPOCHS = 4;
    private static final Dataset DATA = Problems.xor(16, 1);

    @TempDir
    Path folder;

    /** How one trains. */
    record Case(LearningAlgorithm algorithm, Optimizer optimizer, int workers) {}

    static Stream<Case> cases() {
        List<LearningAlgorithm> algorithms = List.of(
                new Backpropagation(),
                new FixedPrediction(2, 1f),
                new VariationalPc(4, .3f),
                new IncrementalPc(3, .3f),
                new LearnedPrecisionPc(4, .05f));
        LearningRates falling = LearningRates.all(.05f).scheduled(Schedule.cosine(EPOCHS));
        List<Optimizer> optimizers = List.of(
                new Sgd(falling),
                new Momentum(falling, .9f),
                new Adam(falling),
                new WeightDecay(new Adam(.01f), .001f));
        return algorithms.stream()
                .flatMap(algorithm -> optimizers.stream()
                        .flatMap(optimizer -> Stream.of(1, 2).map(workers -> new Case(algorithm, optimizer, workers))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTrainingThatWasStoppedGoesOnToTheSameBits(Case how) throws IOException {
        try (Model whole = model()) {
            trainer(whole, how).fit(DATA, EPOCHS);
            for (int stop : new int[] {1, STEPS + 3, 2 * STEPS}) {
                Path checkpoints = folder.resolve("stopped-" + stop);
                try (Model model = model()) {
                    Trainer trainer = trainer(model, how).checkpoints(Checkpoints.in(checkpoints));
                    trainer.fit(DATA, EPOCHS, stopping(trainer, stop));
                }
                try (Model model = model()) {
                    Trainer trainer = trainer(model, new Case(how.algorithm(), how.optimizer(), 3 - how.workers()))
                            .checkpoints(Checkpoints.in(checkpoints));
                    Checkpoints.Resumed resumed = trainer.resume(DATA);
                    assertEquals(Optional.of(file(checkpoints, stop)), resumed.from());
                    assertEquals(stop / STEPS, trainer.state().epoch());
                    assertEquals(stop % STEPS, trainer.state().batch());
                    assertEquals(
                            EPOCHS - stop / STEPS, trainer.fit(DATA, EPOCHS).size());
                    TrainerTest.assertSameBits(whole, model);
                }
            }
        }
    }

    /** Steps that nobody's fit makes: their checkpoints are a Trainer's, and a Trainer's are theirs. */
    @ParameterizedTest
    @MethodSource("cases")
    void aTrainingThatIsMadeElsewhereGoesOnInATrainerAndBack(Case how) throws IOException {
        try (Model whole = model()) {
            trainer(whole, how).fit(DATA, EPOCHS);
            int stop = STEPS + 3;
            Path checkpoints = folder.resolve("elsewhere");
            try (Model model = model();
                    Elsewhere training = new Elsewhere(model, how)) {
                CheckpointLog log = new CheckpointLog(Checkpoints.in(checkpoints), training, DATA);
                log.begin();
                training.stepsUntil(stop);
                log.write();
            }
            try (Model model = model()) {
                Trainer trainer = trainer(model, how).checkpoints(Checkpoints.in(checkpoints));
                assertEquals(
                        Optional.of(file(checkpoints, stop)),
                        trainer.resume(DATA).from());
                trainer.fit(DATA, EPOCHS, stopping(trainer, STEPS));
            }
            try (Model model = model();
                    Elsewhere training = new Elsewhere(model, how)) {
                CheckpointLog log = new CheckpointLog(Checkpoints.in(checkpoints), training, DATA);
                assertEquals(
                        Optional.of(file(checkpoints, stop + STEPS)),
                        log.resume().from());
                training.stepsUntil(EPOCHS * STEPS);
                TrainerTest.assertSameBits(whole, model);
            }
        }
    }

    /** A batch that is shared by so many ranks adds up to other bits, whoever resumes it. */
    @Test
    void aTrainingOnOtherRanksIsRefusedByName() throws IOException {
        Case how = new Case(new Backpropagation(), new Adam(.01f), 1);
        try (Model model = model();
                Elsewhere two = new Elsewhere(model, how, "on 2 ranks");
                Elsewhere three = new Elsewhere(model, how, "on 3 ranks")) {
            new CheckpointLog(Checkpoints.in(folder), two, DATA).write();
            assertBatchRefused("8 on 3 ranks", three);
            assertBatchRefused("8", trainer(model, how));
        }
    }

    private void assertBatchRefused(String batch, Resumable training) {
        CheckpointLog log = new CheckpointLog(Checkpoints.in(folder), training, DATA);
        Exception e = assertThrows(IllegalArgumentException.class, log::resume);
        assertEquals(
                "resume: " + file(folder, 0) + " was made with batch 8 on 2 ranks, expected that of this training, "
                        + batch,
                e.getMessage());
    }

    /** A training of a loop of its own. */
    private static final class Elsewhere implements Resumable, AutoCloseable {
        private final Model model;
        private final Settings settings;
        private final WorkerTeam team;
        private final Network network;
        private final Engine engine;
        private final TrainingStep step;
        private final Minibatches batches;
        private double loss;

        Elsewhere(Model model, Case how) {
            this(model, how, "");
        }

        Elsewhere(Model model, Case how, String division) {
            this.model = model;
            settings = new Settings(
                    how.algorithm(), how.optimizer(), BatchParallel.class, BATCH, division, 3, Augmentation.NONE);
            team = new WorkerTeam(how.workers());
            network = new Network(CHAIN, BATCH, model.kernels(), model.parameters());
            engine = new Engine(network, how.algorithm(), new BatchParallel(team));
            step = new TrainingStep(engine, how.optimizer());
            batches = new Minibatches(DATA, BATCH, Minibatches.LastBatch.DROP, 3);
        }

        void stepsUntil(int all) {
            while (batches.epoch() * STEPS + batches.batch() < all) {
                double epoch = batches.epoch() + (double) batches.batch() / STEPS;
                batches.next(network.inputs(), network.labels());
                loss += step.run(epoch);
                if (!batches.hasNext()) {
                    batches.startEpoch(batches.epoch() + 1);
                    loss = 0;
                }
            }
        }

        @Override
        public Model model() {
            return model;
        }

        @Override
        public Settings settings() {
            return settings;
        }

        @Override
        public List<Parameters> moments() {
            return step.moments();
        }

        @Override
        public Optional<Tensor> precisions() {
            return engine.nodes().precisions();
        }

        @Override
        public Trainer.State state() {
            return new Trainer.State(3, batches.epoch(), batches.batch(), loss, step.state());
        }

        @Override
        public void restore(Trainer.State state) {
            batches.seek(state.epoch(), state.batch());
            loss = state.loss();
            step.restore(state.step());
        }

        @Override
        public void close() {
            network.close();
            team.close();
        }
    }

    @Test
    void precisionsThatAreLearnedAreOfTheCheckpoint() throws IOException {
        Case how = new Case(new LearnedPrecisionPc(4, .05f), new Adam(.01f), 1);
        try (Model model = model();
                Model resumed = model()) {
            Trainer trainer = trainer(model, how).checkpoints(Checkpoints.in(folder));
            trainer.fit(DATA, 1);
            float[] learned = precisions(trainer);
            assertTrue(learned[0] > 1 && learned[1] > 1 && learned[2] == 1, Arrays.toString(learned));
            try (SafetensorsFile file = SafetensorsFile.open(file(folder, STEPS))) {
                assertEquals(List.of(1L, 3L), file.entry("algorithm.precisions").shape());
            }
            Trainer again = trainer(resumed, how).checkpoints(Checkpoints.in(folder));
            again.resume(DATA);
            assertArrayEquals(learned, precisions(again));
        }
    }

    private static float[] precisions(Trainer trainer) {
        return trainer.precisions().orElseThrow().toArray();
    }

    /** The losses fall and rise as the test says; the training ends where it would have, also if it was stopped after its end. */
    @Test
    void anEarlyStopRemembersWhatItHasSeen() throws IOException {
        double[] losses = {5, 3, 4, 4, 1, 0};
        for (int stop = 1; stop < 4 * STEPS; stop += 3) {
            Path checkpoints = folder.resolve("early-" + stop);
            int[] asked = new int[1];
            Supplier<EarlyStop> early = () -> EarlyStop.least(() -> losses[asked[0]++], 2);
            try (Model model = model()) {
                Trainer trainer = trainer(model).checkpoints(Checkpoints.in(checkpoints));
                trainer.fit(DATA, 6, early.get(), stopping(trainer, stop));
            }
            for (int again = 0; again < 2; again++) { // the second time after its end
                try (Model model = model()) {
                    Trainer trainer = trainer(model).checkpoints(Checkpoints.in(checkpoints));
                    EarlyStop resumed = early.get();
                    trainer.resume(DATA, resumed, epoch -> {});
                    trainer.fit(DATA, 6, resumed, epoch -> {});
                    assertEquals(4, trainer.state().epoch());
                    assertEquals(4, asked[0]);
                    assertEquals(3, resumed.best());
                    assertEquals(2, resumed.bestEpoch());
                    assertThrows(IllegalArgumentException.class, () -> trainer.resume(DATA));
                }
            }
        }
    }

    /** The bits of the epoch that was best, wherever the training was stopped, and also where it is resumed after its end. */
    @Test
    void anEarlyStopEndsWithTheBestParametersAlsoWhereItIsResumed() throws IOException {
        double[] losses = {5, 3, 4, 4, 1, 0};
        try (Model best = model();
                Model last = model()) {
            trainer(best).fit(DATA, 2);
            trainer(last).fit(DATA, 4);
            for (int stop = 1; stop < 4 * STEPS; stop += 5) {
                for (boolean restored : new boolean[] {true, false}) {
                    Path checkpoints = folder.resolve("best-" + stop + restored);
                    int[] asked = new int[1];
                    Supplier<EarlyStop> early =
                            () -> EarlyStop.least(() -> losses[asked[0]++], 2).restoreBest(restored);
                    try (Model model = model()) {
                        Trainer trainer = trainer(model).checkpoints(Checkpoints.in(checkpoints));
                        trainer.fit(DATA, 6, stopping(trainer, stop), early.get());
                    }
                    for (int again = 0; again < 2; again++) {
                        try (Model model = model()) {
                            Trainer trainer = trainer(model).checkpoints(Checkpoints.in(checkpoints));
                            EarlyStop resumed = early.get();
                            trainer.resume(DATA, epoch -> {}, resumed);
                            trainer.fit(DATA, 6, epoch -> {}, resumed);
                            TrainerTest.assertSameBits(restored ? best : last, model);
                        }
                    }
                    try (Model model = model()) {
                        Trainer trainer = trainer(model).checkpoints(Checkpoints.in(checkpoints));
                        EarlyStop other = early.get().restoreBest(!restored);
                        IllegalArgumentException e = assertThrows(
                                IllegalArgumentException.class, () -> trainer.resume(DATA, epoch -> {}, other));
                        assertEquals(
                                restored
                                        ? "early stop: ends with the last epoch's parameters, expected the best's, as before"
                                        : "early stop: ends with the best epoch's parameters, expected the last's, as before",
                                e.getMessage());
                    }
                }
            }
        }
    }

    @Test
    void theLastOnesAreKeptAndTheirNamesSortByStep() throws IOException {
        try (Model model = model()) {
            Trainer trainer = trainer(model)
                    .checkpoints(Checkpoints.in(folder).everySteps(3).keep(4));
            trainer.fit(DATA, 2);
        }
        assertEquals(List.of(file(folder, 9), file(folder, 12), file(folder, 15), file(folder, 16)), entries());
    }

    /** What a kill leaves is removed by who resumes. */
    @Test
    void whereThereIsNoneTheTrainingBegins() throws IOException {
        Path checkpoints = folder.resolve("made");
        Files.createDirectories(checkpoints);
        Files.createFile(checkpoints.resolve(".thrice123.part"));
        try (Model model = model()) {
            Trainer trainer = trainer(model);
            assertThrows(IllegalStateException.class, () -> trainer.resume(DATA));
            trainer.checkpoints(Checkpoints.in(checkpoints));
            assertEquals(new Checkpoints.Resumed(Optional.empty(), List.of()), trainer.resume(DATA));
            assertFalse(Files.exists(checkpoints.resolve(".thrice123.part")));
            assertEquals(1, trainer.fit(DATA, 1).size());
        }
        try (Model model = model()) {
            Trainer other = trainer(model).checkpoints(Checkpoints.in(checkpoints));
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> other.fit(DATA, 1));
            assertEquals(
                    "checkpoints: " + checkpoints
                            + " has 1, the last checkpoint-000000000008.safetensors, expected none,"
                            + " or to be resumed from",
                    e.getMessage());
        }
    }

    @Test
    void aDamagedOneIsNamedAndTheOneBeforeIsLoaded() throws IOException {
        try (Model whole = model()) {
            trainer(whole).fit(DATA, EPOCHS);
            try (Model model = model()) {
                trainer(model).checkpoints(Checkpoints.in(folder)).fit(DATA, 3);
            }
            flip(file(folder, 3 * STEPS), 1000);
            Files.write(file(folder, 2 * STEPS), new byte[10]);
            try (Model model = model()) {
                Trainer trainer =
                        trainer(model).checkpoints(Checkpoints.in(folder).keep(1));
                Checkpoints.Resumed resumed = trainer.resume(DATA);
                assertEquals(Optional.of(file(folder, STEPS)), resumed.from());
                assertEquals(2, resumed.damaged().size());
                assertTrue(resumed.damaged().getFirst().startsWith(file(folder, 3 * STEPS) + ": damaged, its "));
                assertEquals(
                        file(folder, 2 * STEPS) + ": 10 bytes, expected a whole checkpoint",
                        resumed.damaged().getLast());
                trainer.fit(DATA, 2);
                assertTrue(entries().contains(file(folder, 2 * STEPS)), "with which the damaged do not count");
                trainer.fit(DATA, EPOCHS);
                TrainerTest.assertSameBits(whole, model);
            }
            flip(file(folder, EPOCHS * STEPS), 1000);
            try (Model model = model()) {
                Trainer trainer = trainer(model).checkpoints(Checkpoints.in(folder));
                IOException e = assertThrows(IOException.class, () -> trainer.resume(DATA));
                assertTrue(e.getMessage().endsWith("; none of the 1 checkpoints is whole"), e.getMessage());
            }
        }
    }

    /** Each setting by itself, of everything that the bits depend on. */
    @Test
    void otherSettingsAreRefusedByName() throws IOException {
        try (Model model = model()) {
            trainer(model).checkpoints(Checkpoints.in(folder)).fit(DATA, 1);
        }
        Backpropagation algorithm = new Backpropagation();
        Adam optimizer = new Adam(.01f);
        Chain chain = CHAIN;
        Chain other = Chain.inputs(2)
                .dense(5, Activation.TANH)
                .dense(3, Activation.SILU)
                .classes(2);
        refused("network ", chain.split(), algorithm, optimizer, DATA, trainer -> trainer);
        refused("layer 1 ", other, algorithm, optimizer, DATA, trainer -> trainer);
        refused("algorithm ", chain, new FixedPrediction(2, 1f), optimizer, DATA, trainer -> trainer);
        refused("optimizer ", chain, algorithm, new WeightDecay(optimizer, .1f), DATA, trainer -> trainer);
        refused("learning rates ", chain, algorithm, new Adam(.02f), DATA, trainer -> trainer);
        Adam falling = new Adam(.01f, Schedule.cosine(9));
        refused("learning rates' schedule ", chain, algorithm, falling, DATA, trainer -> trainer);
        refused("batch 8, expected", chain, algorithm, optimizer, DATA, trainer -> trainer.batch(4));
        refused("seed 3, expected", chain, algorithm, optimizer, DATA, trainer -> trainer.seed(4));
        refused("examples 64, expected", chain, algorithm, optimizer, Problems.xor(15, 1), trainer -> trainer);
        refused("data of CRC32C ", chain, algorithm, optimizer, Problems.xor(16, 2), trainer -> trainer);
    }

    private void refused(
            String named,
            Chain chain,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            Dataset data,
            UnaryOperator<Trainer> setting) {
        try (Model model = Model.of(chain, 3, Kernels.select("simd"))) {
            Trainer trainer = setting.apply(
                    model.trainer(algorithm, optimizer).batch(BATCH).checkpoints(Checkpoints.in(folder)));
            float before = model.parameters().weight(0).get(0, 0);
            Exception e = assertThrows(IllegalArgumentException.class, () -> trainer.resume(data));
            if (!chain.equals(CHAIN.split())) {
                assertTrue(e.getMessage().contains(" was made with " + named), e.getMessage());
            }
            assertTrue(e.getMessage().startsWith("resume: " + file(folder, STEPS)), e.getMessage());
            assertEquals(before, model.parameters().weight(0).get(0, 0));
            assertEquals(0, trainer.state().epoch());
        }
    }

    /** The scaling is the first data's, also for a model that goes on with data as they are. */
    @Test
    void theCheckpointIsAModelsFile() throws IOException {
        Split raw = Problems.spiral(40, 1).split(.75, 1);
        Split scaled = raw.standardized();
        Chain chain = Chain.inputs(2).dense(8, Activation.GELU).classes(3);
        try (Model whole = Model.of(chain, 1)) {
            Trainer trainer =
                    whole.trainer(new Backpropagation(), new Adam(.01f)).checkpoints(Checkpoints.in(folder));
            trainer.fit(scaled.train(), 1);
            trainer.fit(raw.train(), 2);
            try (Model saved = Model.load(file(folder, 4))) {
                TrainerTest.assertSameBits(whole, saved);
                assertEquals(whole.scaling(), saved.scaling());
            }
            try (Model resumed = Model.of(chain, 1)) {
                Trainer again =
                        resumed.trainer(new Backpropagation(), new Adam(.01f)).checkpoints(Checkpoints.in(folder));
                again.resume(raw.train());
                trainer.fit(raw.train(), 3);
                again.fit(raw.train(), 3);
                TrainerTest.assertSameBits(whole, resumed);
            }
        }
    }

    @Test
    void everyFlippedByteAndEveryTruncationIsRefused() throws IOException {
        byte[] good = small();
        Path path = folder.resolve("file");
        for (int i = 0; i < good.length; i++) {
            for (int flipped : new int[] {1, 0x20, 0xFF}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) flipped;
                overwrite(path, bad);
                assertThrows(FormatException.class, () -> CheckpointFile.open(path), "byte " + i);
            }
            overwrite(path, Arrays.copyOf(good, i));
            assertThrows(FormatException.class, () -> CheckpointFile.open(path), "truncated to " + i);
        }
        Files.write(path, Arrays.copyOf(good, good.length + 1));
        assertThrows(FormatException.class, () -> CheckpointFile.open(path));
        Files.write(path, good);
        CheckpointFile.open(path).close();
    }

    @Test
    void tenThousandMutationsAreReadOrRefused() throws IOException {
        mutate(10_000, 1);
    }

    @Test
    @Tag("soak")
    void aMillionMutationsAreReadOrRefused() throws IOException {
        mutate(1_000_000, 2);
    }

    /** Half of them with a checksum that fits, so that what is behind it is reached. */
    private void mutate(int times, long seed) throws IOException {
        byte[] good = small();
        SplittableRandom random = new SplittableRandom(seed);
        Path path = folder.resolve("mutated");
        int read = 0;
        int refused = 0;
        try (Model model = Model.of(Chain.inputs(1).classes(1), 3, Kernels.select("simd"))) {
            Trainer trainer = model.trainer(new Backpropagation(), new Momentum(.1f, .9f));
            for (int i = 0; i < times; i++) {
                byte[] bytes = mutated(good, random);
                overwrite(path, random.nextBoolean() ? sealed(bytes) : bytes);
                try (CheckpointFile file = CheckpointFile.open(path)) {
                    file.state();
                    file.callbacks(1);
                    file.copyTo(trainer);
                    read++;
                } catch (IOException e) {
                    refused++;
                    assertTrue(e.getMessage().startsWith(path.toString()), e::toString);
                    assertFalse(e.getMessage().contains("\n"), e::toString);
                } catch (IllegalArgumentException e) {
                    refused++;
                    assertTrue(e.getMessage().startsWith("resume: " + path), e::toString);
                }
            }
        }
        assertTrue(read > times / 1000 && refused > times / 2, read + " read, " + refused + " refused");
    }

    /** In place: file systems put a file that was emptied first on the disk when it is closed, which takes a millisecond. */
    private static void overwrite(Path path, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.truncate(bytes.length);
        }
    }

    private static byte[] mutated(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int mutations = random.nextInt(1, 4); mutations > 0; mutations--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
                case 2 -> bytes[at] = bytes[random.nextInt(bytes.length)];
                case 3 -> bytes[at] = (byte) "0123456789-{}[]\",:\\eE. ".charAt(random.nextInt(23));
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    /** With the SHA-256 that fits. */
    private static byte[] sealed(byte[] bytes) {
        byte[] start = "{\"__metadata__\":{\"thrice.checkpoint.sha256\":\"".getBytes(StandardCharsets.US_ASCII);
        int from = Long.BYTES + start.length;
        if (bytes.length < from + 64) {
            return bytes;
        }
        System.arraycopy(start, 0, bytes, Long.BYTES, start.length);
        Arrays.fill(bytes, from, from + 64, (byte) '0');
        try {
            String digits = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, bytes, from, 64);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return bytes;
    }

    private byte[] small() throws IOException {
        try (Model model = Model.of(Chain.inputs(1).classes(1), 3, Kernels.select("simd"))) {
            Trainer trainer = model.trainer(new Backpropagation(), new Momentum(.1f, .9f));
            trainer.network();
            Path path = folder.resolve("small");
            CheckpointFile.write(path, trainer, Map.of("batch", "32"), new Callback() {
                @Override
                public void afterEpoch(Epoch epoch) {}

                @Override
                public String state() {
                    return "a state";
                }
            });
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertTrue(file.names().contains("0.weight") && file.names().contains("moment.0.0_weight"));
            }
            return Files.readAllBytes(path);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static Path file(Path folder, int step) {
        return folder.resolve("checkpoint-%012d.safetensors".formatted(step));
    }

    private static Model model() {
        return Model.of(CHAIN, 3, Kernels.select("simd"));
    }

    private static Trainer trainer(Model model) {
        return trainer(model, new Case(new Backpropagation(), new Adam(.01f), 1));
    }

    private static Trainer trainer(Model model, Case how) {
        return model.trainer(how.algorithm(), how.optimizer()).batch(BATCH).workers(how.workers());
    }

    /** After so many steps in all. */
    private static Callback stopping(Trainer trainer, int steps) {
        int[] left = {steps};
        return new Callback() {
            @Override
            public void afterEpoch(Epoch epoch) {}

            @Override
            public void afterStep(int step, double loss) {
                if (--left[0] == 0) {
                    trainer.stop();
                }
            }
        };
    }
}
