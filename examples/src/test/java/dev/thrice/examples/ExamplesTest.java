package dev.thrice.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each program runs in a JVM of its own, and what it prints is so. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class ExamplesTest {
    @TempDir
    Path folder;

    @Test
    void productsAreThoseOfTheFormula() throws Exception {
        Program program = Program.run(folder, ProductOfArrays.class);
        assertArrayEquals(new double[] {58, 64, 139, 154}, program.numbers("a b ="));
        double[] row = program.numbers("y begins with");
        assertEquals(4, row.length);
        for (int j = 0; j < row.length; j++) {
            double sum = .1;
            for (int p = 0; p < 784; p++) {
                sum += p % 7 / 7. * ((j * 784 + p) % 11 - 5) / 550.;
            }
            assertEquals(Math.tanh(sum), row[j], 1e-6);
        }
    }

    @Test
    void tensorsOfArraysAreCopiesAndOthersAreNot() throws Exception {
        Program program = Program.run(folder, TensorsFromAnywhere.class);
        assertEquals(
                List.of(
                        "[2 x 3]: [1, 2] = 6.0",
                        "[2 x 3]: [1, 2] = 6.0",
                        "[2 x 3]: [1, 2] = 6.0",
                        "[2 x 3]: [1, 2] = 60.0"),
                program.lines());
    }

    @Test
    void filesHaveWhatWasWritten() throws Exception {
        Program program = Program.run(folder, TensorFiles.class);
        assertEquals(
                List.of(
                        "0.weight: [2 x 3], in place: [2 x 3], [1, 2] = 6.0",
                        "conv.filter: [2 x 12], [1, 11] = 7.0",
                        "layers: 1, also there: [conv.filter]",
                        "x.npy: [2 x 3], [1, 2] = 6.0",
                        "irises.csv: 2 rows, [width], [setosa, virginica]"),
                program.lines());
    }

    @Test
    void irisesAreTold() throws Exception {
        Program program = Program.run(folder, OwnCsv.class);
        assertEquals(
                20,
                program.lines().stream()
                        .filter(line -> line.startsWith("epoch "))
                        .count());
        assertTrue(program.lines().stream().anyMatch(line -> line.matches("\\[.*] is setosa")));
        assertTrue(program.accuracy("All of them") > 93);
    }

    /** The class is whether the number is above 0. */
    @Test
    void aTableOfOnesOwnIsLearned() throws Exception {
        StringBuilder csv = new StringBuilder("sign,number\n");
        for (int i = 1; i <= 50; i++) {
            csv.append("below,-").append(i).append("\nabove,").append(i).append('\n');
        }
        Path table = Files.writeString(folder.resolve("signs.csv"), csv);
        Program program = Program.run(folder, OwnCsv.class, table.toString(), "sign");
        assertTrue(
                program.lines().contains("[-1.0] is below") || program.lines().contains("[-1.0] is above"));
        assertTrue(program.accuracy("All of them") > 90);
    }

    @Test
    void pendulumsSwingAsTheyDo() throws Exception {
        Program program = Program.run(folder, Regression.class);
        double small = 2 * Math.PI * Math.sqrt(1 / 9.80665);
        double half = Math.toRadians(30);
        double series = 1; // of the complete elliptic integral
        double coefficient = 1;
        for (int n = 1; n < 40; n++) {
            coefficient *= (2. * n - 1) / (2 * n) * Math.sin(half);
            series += coefficient * coefficient;
        }
        assertEquals(small * series, program.number("from 60 degrees takes"), .02);
        assertTrue(program.number("On others: loss") < 1e-3);
        assertTrue(program.number("best was") < program.number("Stopped after epoch"));
    }

    @Test
    void softsignsGradientIsRightAndItLearns() throws Exception {
        Program program = Program.run(folder, CustomActivation.class);
        assertTrue(program.number("finite differences by at most") < 1e-2);
        assertTrue(program.accuracy("On others") > 95);
        assertEquals(program.accuracy("On others"), program.accuracy("Loaded"));
    }

    @Test
    void directFeedbackAlignmentLearnsByAnotherGradient() throws Exception {
        Program program = Program.run(folder, CustomAlgorithm.class);
        assertTrue(program.accuracy("Backpropagation: ") > 70);
        assertTrue(program.accuracy("DirectFeedbackAlignment") > 60);
        double[] untrained = program.numbers("untrained");
        double[] trained = program.numbers("\ntrained");
        assertEquals(3, trained.length);
        for (int l = 0; l < 2; l++) {
            assertTrue(Math.abs(untrained[l]) < .5, () -> program.lines().toString());
            assertTrue(
                    trained[l] > untrained[l] && trained[l] < .99,
                    () -> program.lines().toString());
        }
        assertEquals(1, untrained[2], 1e-6);
        assertEquals(1, trained[2], 1e-6);
    }

    @Test
    void lenetLearnsTheSameByEither() throws Exception {
        Program program = Program.run(folder, LeNet5.class);
        assertTrue(program.accuracy("By backpropagation") > 80);
        assertEquals(program.accuracy("By backpropagation"), program.accuracy("By FPA-PC, 6 steps"));
        assertTrue(program.lines().contains("Filters are the same: true"), program.lines()::toString);
    }

    @Test
    void aSequenceIsLearnedTheSameByEither() throws Exception {
        Program program = Program.run(folder, RecurrentNetwork.class);
        assertTrue(program.accuracy("By backpropagation through time") > 70, program.lines()::toString);
        assertEquals(program.accuracy("By backpropagation through time"), program.accuracy("By Z-IL"));
        assertTrue(program.lines().contains("Cells are the same: true"), program.lines()::toString);
    }

    /** Nothing before the shortest path's five edges, all of it at the longest's nine, another direction in between. */
    @Test
    void anErrorComesByTheShortestPathFirst() throws Exception {
        Program program = Program.run(folder, ResidualNetwork.class);
        assertTrue(program.accuracy("784 - 32") > 65, program.lines()::toString);
        assertTrue(program.lines().contains("Paths from node 1 have 5 to 9 edges."), program.lines()::toString);
        for (int step = 1; step <= 9; step++) {
            double[] numbers = program.numbers("After step " + step + ",");
            assertEquals(step < 5 ? 0 : 1, Math.signum(numbers[0]), program.lines()::toString);
            assertEquals(step == 9, numbers[1] == 1, program.lines()::toString);
        }
    }

    @Test
    void eachThreadIsServedWithoutGarbage() throws Exception {
        Program program = Program.run(folder, ServeOneSample.class);
        assertEquals(3, program.lines().size());
        assertEquals(1, program.lines().stream().distinct().count(), program.lines()::toString);
        assertTrue(program.lines().getFirst().endsWith(" right, 0 bytes allocated"), program.lines()::toString);
        assertTrue(program.number("20000 calls,") > 18_000);
    }

    @Test
    void aTrainingThatIsResumedComesToTheSameBits() throws Exception {
        Program program = Program.run(folder, ResumedTraining.class);
        assertEquals(4, program.lines().size());
        assertTrue(
                program.lines().get(2).startsWith("From checkpoint-"),
                program.lines().get(2));
        assertEquals(
                "640 weights of the last layer, of which 0 differ",
                program.lines().getLast());
        assertTrue(program.accuracy("to epoch 6") > 50);
    }

    @Test
    void aLoopOfOnesOwnLearns() throws Exception {
        Program program = Program.run(folder, OwnTrainingLoop.class);
        assertTrue(program.number("Loss of epoch 5") < .5 * Math.log(10));
    }

    @Test
    void jmhRunsTheBenchmarkInAForkOfItsOwn() throws Exception {
        String[] quickly = "-f 1 -wi 1 -i 1 -w 100ms -r 100ms -p batch=3 -foe true".split(" ", -1);
        Program program = Program.run(folder, OwnBenchmark.class, quickly);
        for (String name : List.of("planned", "plainJava")) {
            List<String> row = program.lines().stream()
                    .filter(line -> line.startsWith("OwnBenchmark." + name + " "))
                    .toList();
            assertEquals(1, row.size(), program.lines()::toString);
            assertTrue(row.getFirst().matches("\\S+ +3 +avgt +[0-9.]+ +us/op"), row.getFirst());
        }
    }
}
