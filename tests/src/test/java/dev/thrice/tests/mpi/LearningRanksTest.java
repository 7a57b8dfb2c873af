package dev.thrice.tests.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training over ranks, by each MPI that is installed, against one process. */
class LearningRanksTest {
    @BeforeAll
    static void anyIsInstalled() {
        Mpirun.assumeInstalled("LearningRanksTest");
    }

    static List<Mpirun> installed() {
        return Mpirun.installed();
    }

    static Stream<Arguments> layers() {
        return Mpirun.installed().stream()
                .flatMap(mpirun -> Stream.of(
                        Arguments.of(mpirun, 2, "fpa,vpc,zil,ipc", 1),
                        Arguments.of(mpirun, 2, "fpa,vpc", 2),
                        Arguments.of(mpirun, 4, "ipc", 1)));
    }

    static Stream<Arguments> batches() {
        return Mpirun.installed().stream()
                .flatMap(mpirun -> Stream.of(
                        Arguments.of(mpirun, 2, "backprop,fpa,ipc", 2), Arguments.of(mpirun, 4, "backprop", 1)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layersOnRanksLearnWithTheBitsOfOneProcess(Mpirun mpirun, int ranks, String algorithms, int workers)
            throws Exception {
        List<String> lines = run(mpirun, ranks, "layers", algorithms, Integer.toString(workers));
        assertEquals(learned(1, algorithms).sorted().toList(), only(lines, "layer"));
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aStepAllocatesNothing(Mpirun mpirun) throws Exception {
        List<String> expected = List.of("allocated: 0", "allocated: 0");
        assertEquals(expected, only(run(mpirun, 2, "layers", "ipc", "1", "allocated"), "allocated"));
        assertEquals(expected, only(run(mpirun, 2, "batch", "backprop", "1", "allocated"), "allocated"));
    }

    /** Every rank has all layers. */
    @ParameterizedTest
    @MethodSource("batches")
    void samplesOnRanksLearnWithTheBitsOfOneProcessThatAddsUpTheSame(
            Mpirun mpirun, int ranks, String algorithms, int workers) throws Exception {
        List<String> lines = run(mpirun, ranks, "batch", algorithms, Integer.toString(workers));
        List<String> expected = learned(ranks, algorithms)
                .flatMap(line -> IntStream.range(0, ranks).mapToObj(rank -> line))
                .sorted()
                .toList();
        assertEquals(expected, only(lines, "layer"));
    }

    private static List<String> run(Mpirun mpirun, int ranks, String... what) throws Exception {
        Mpirun.Run run = mpirun.run(LearningRanks.class, ranks, Map.of(), what);
        assertEquals(0, run.exitCode(), run::toString);
        return run.lines();
    }

    private static List<String> only(List<String> lines, String what) {
        return lines.stream().filter(line -> line.startsWith(what)).sorted().toList();
    }

    private static Stream<String> learned(int shares, String algorithms) {
        return Stream.of(algorithms.split(",", -1)).flatMap(name -> learnedBy(name, shares));
    }

    /** By networks of this process that each have a share of the batch and the same parameters. */
    private static Stream<String> learnedBy(String name, int shares) {
        LearningAlgorithm algorithm = LearningRanks.algorithm(name);
        int share = LearningRanks.BATCH / shares;
        List<Network> networks = new ArrayList<>();
        try (TensorArena arena = TensorArena.open()) {
            Kernels kernels = Kernels.select("scalar");
            List<Parameters> parameters = new ArrayList<>();
            List<Thread> ranks = new ArrayList<>();
            List<Engine> engines = new ArrayList<>();
            List<TrainingStep> steps = new ArrayList<>();
            Additions additions = new Additions(kernels, engines, shares);
            for (int rank = 0; rank < shares; rank++) {
                parameters.add(LearningRanks.parameters(arena));
                networks.add(new Network(LearningRanks.chain(), share, kernels, parameters.get(rank)));
                engines.add(new Engine(networks.get(rank), algorithm, new Sequential()));
                Operation combine = additions.of(rank);
                steps.add(new TrainingStep(engines.get(rank), new Momentum(LearningRates.all(.05f), .9f), combine));
            }
            for (int rank = 0; rank < shares; rank++) {
                int own = rank;
                ranks.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < LearningRanks.STEPS; i++) {
                        LearningRanks.feed(networks.get(own), i, own * share);
                        steps.get(own).run();
                    }
                }));
            }
            for (Thread rank : ranks) {
                rank.join();
            }
            return IntStream.range(0, LearningRanks.chain().length())
                    .mapToObj(l -> LearningRanks.line(name, l, parameters.getLast()))
                    .toList()
                    .stream(); // while the memory is there
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            networks.forEach(Network::close);
        }
    }
}
