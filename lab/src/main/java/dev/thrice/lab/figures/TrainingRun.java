package dev.thrice.lab.figures;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.lab.figures.CellResult.Outcome;
import dev.thrice.lab.figures.CellResult.PointResult;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import dev.thrice.lab.learn.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One training, with comparisons on the first minibatch before and after it.
 *
 * @param setup of the training
 * @param hiddenLayers of the network
 * @param seed of parameters and order
 * @param trainedBy the algorithm's name
 * @param algorithm that it learns by
 * @param points of the figures that it stands for
 * @param probes step sizes to probe other algorithms at; none for no probes
 */
record TrainingRun(
        TrainingSetup setup,
        int hiddenLayers,
        long seed,
        String trainedBy,
        LearningAlgorithm algorithm,
        List<Point> points,
        List<Float> probes) {
    /** Does it. */
    CellResult result() {
        long start = System.nanoTime();
        try (Trainer trainer = setup.trainer(hiddenLayers, seed, algorithm)) {
            Minibatch batch = new Minibatch(trainer.network());
            trainer.loadFirstBatch();
            List<CellResult.Agreement> first = agreements(batch);
            List<CellResult.Probes> firstProbes = probes(batch);
            List<ResidualPoint> residual = ResidualProbe.of(batch, probes);
            Outcome outcome = train(trainer);
            trainer.loadFirstBatch();
            List<CellResult.Agreement> trained = agreements(batch);
            List<PointResult> results = IntStream.range(0, points.size())
                    .mapToObj(i -> new PointResult(
                            points.get(i).stepSize(),
                            points.get(i).count().name(),
                            points.get(i).count().steps(),
                            first.get(i),
                            trained.get(i)))
                    .toList();
            return new CellResult(
                    hiddenLayers,
                    seed,
                    trainedBy,
                    outcome,
                    results,
                    firstProbes,
                    probes(batch),
                    residual,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** Of its cell. */
    String name() {
        return CellResult.name(hiddenLayers, seed, trainedBy, points);
    }

    /**
     * Checks that a result is this run's, and all of it.
     *
     * @throws IllegalArgumentException if it is not
     */
    void require(CellResult result) {
        Expect.equal("hidden layers", result.hiddenLayers(), hiddenLayers);
        Expect.equal("seed", result.seed(), seed);
        Expect.equal("trained by", result.trainedBy(), trainedBy);
        Expect.equal("points", result.points().stream().map(PointResult::point).toList(), points);
        int epochs = result.outcome().validation().size();
        boolean endedEarly = !result.outcome().divergence().isEmpty() && epochs < setup.epochs();
        Expect.that(endedEarly || epochs == setup.epochs(), "epochs", epochs, setup.epochs());
        Expect.equal(
                "points of a residual network",
                result.residual().stream().map(ResidualPoint::point).toList(),
                ResidualProbe.points(probes, hiddenLayers));
        List<Object> planned = OtherAlgorithms.what(probes, hiddenLayers + 1);
        Stream.concat(result.first().stream(), result.trained().stream())
                .forEach(found -> Expect.that(found.what().equals(planned), "probes", "of others", "as planned"));
    }

    private List<CellResult.Agreement> agreements(Minibatch batch) {
        return points.stream()
                .map(point -> batch.agreement(point.stepSize(), point.count().steps()))
                .toList();
    }

    private List<CellResult.Probes> probes(Minibatch batch) {
        return probes.isEmpty() ? List.of() : List.of(OtherAlgorithms.probe(batch, probes));
    }

    private Outcome train(Trainer trainer) {
        List<Double> validation = new ArrayList<>();
        try {
            trainer.train(
                    setup.epochs(), epoch -> validation.add(trainer.validate().accuracy()));
            return new Outcome(validation, trainer.test().accuracy(), "");
        } catch (DivergenceException e) {
            if (validation.size() < setup.epochs()) {
                validation.add(trainer.validationAccuracy());
            }
            return new Outcome(validation, trainer.testAccuracy(), e.getMessage());
        }
    }
}
