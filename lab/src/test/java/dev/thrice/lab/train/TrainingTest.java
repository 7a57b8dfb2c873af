package dev.thrice.lab.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final int EPOCHS = 3;
    private static final int BATCH = 32;

    @TempDir
    Path folder;

    private final Arena arena = Arena.ofConfined();
    private final Mnist digits = new Mnist(
            SyntheticDigits.generate(1200, 1, arena),
            SyntheticDigits.generate(300, 2, arena),
            "generated",
            "for a test");

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void learnsAndLogsALineAnEpochAndTheTest() throws IOException {
        List<JsonNode> lines = train("log", 1, 1);
        assertEquals(EPOCHS + 1, lines.size());
        for (int i = 0; i < EPOCHS; i++) {
            assertEquals(i + 1, lines.get(i).get("epoch").asInt());
            assertTrue(lines.get(i).get("samplesPerSecond").asDouble() > 0);
        }
        double first = lines.get(0).get("loss").asDouble();
        assertTrue(lines.get(EPOCHS - 1).get("loss").asDouble() < first, lines::toString);
        // 300 samples at the chance of 1 / 10: above .2 lies less than one in a hundred million
        assertTrue(lines.get(EPOCHS).get("testAccuracy").asDouble() > .2, lines::toString);
    }

    @Test
    void theSameSeedHasTheSameNumbersOnAnyNumberOfWorkers() throws IOException {
        List<String> one = numbers(train("one", 7, 1));
        assertEquals(one, numbers(train("again", 7, 1)));
        assertEquals(one, numbers(train("two", 7, 2)));
        assertTrue(!one.equals(numbers(train("other", 8, 1))));
    }

    @Test
    void aBatchThatIsTooLargeIsRefused() {
        for (int batch : new int[] {0, 101}) {
            UsageError e = assertThrows(UsageError.class, () -> Trainer.requireBatch(batch, digits));
            assertEquals(
                    "--batch " + batch + ", expected 1 to 100, the samples held out for validation", e.getMessage());
        }
        Trainer.requireBatch(100, digits);
    }

    @Test
    void aDivergingInferenceNamesItsTrainingStep() {
        LearningAlgorithm wild = new VariationalPc(40, 1.9f).withRisesAllowed(5);
        DivergenceException e = assertThrows(DivergenceException.class, () -> train("log", 1, 1, wild));
        assertTrue(
                e.getMessage().matches("training step \\d+: inference diverges: F rose in 5 steps.*"), e.getMessage());
    }

    /** As a network's that somebody has loaded. */
    @Test
    void aNetworkThatHasBecomeNaNIsNotJudged() {
        Chain chain = Chain.multilayerPerceptron(Mnist.FEATURES, 2, 16, Mnist.CLASSES);
        try (Trainer trainer = new Trainer(task(chain, 1), new Backpropagation(), new Sgd(.1f))) {
            assertTrue(Double.isFinite(trainer.validate().loss()));
            trainer.network().parameters().bias(1).set(0, 3, Float.NaN);
            DivergenceException e = assertThrows(DivergenceException.class, trainer::validate);
            assertEquals(
                    "validation: NaN or infinity in the output of layer 1, expected finite numbers", e.getMessage());
            e = assertThrows(DivergenceException.class, trainer::test);
            assertEquals("test: NaN or infinity in the output of layer 1, expected finite numbers", e.getMessage());
            assertEquals(0, trainer.validationAccuracy());
            assertEquals(0, trainer.testAccuracy());
        }
    }

    @Test
    void aLogThatCannotBeWrittenIsRefused() {
        Path inNoFolder = folder.resolve("absent/log");
        UserError e = assertThrows(UserError.class, () -> TrainingLog.open(inNoFolder, null));
        assertEquals(
                "cannot write " + inNoFolder + ": folder " + inNoFolder.getParent() + " does not exist",
                e.getMessage());
        e = assertThrows(UserError.class, () -> TrainingLog.open(folder, null));
        assertEquals("cannot write " + folder + ": it is a folder, expected a file name", e.getMessage());
    }

    private List<JsonNode> train(String name, long seed, int workers) throws IOException {
        return train(name, seed, workers, new Backpropagation());
    }

    private List<JsonNode> train(String name, long seed, int workers, LearningAlgorithm algorithm) throws IOException {
        Path log = folder.resolve(name);
        Chain chain = Chain.multilayerPerceptron(Mnist.FEATURES, 2, 16, Mnist.CLASSES);
        try (WorkerTeam team = new WorkerTeam(workers);
                TrainingLog lines = TrainingLog.open(log, null);
                Training training =
                        new Training(task(chain, seed), algorithm, new Momentum(.05f, .9f), new BatchParallel(team))) {
            training.run(EPOCHS, lines);
        }
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            nodes.add(new ObjectMapper().readTree(line));
        }
        return nodes;
    }

    private Trainer.Task task(Chain chain, long seed) {
        return new Trainer.Task(chain, BATCH, Kernels.select("scalar"), seed, digits);
    }

    /** All but the times. */
    private static List<String> numbers(List<JsonNode> lines) {
        List<String> numbers = new ArrayList<>();
        for (JsonNode line : lines) {
            for (String field : List.of("loss", "validationLoss", "validationAccuracy", "testLoss", "testAccuracy")) {
                numbers.add(line.path(field).asText());
            }
        }
        return numbers;
    }
}
