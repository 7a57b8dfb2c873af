package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The trainings behind the figures. What FPA-PC's inference comes to is known in closed form, so a point of the grid is trained by it,
 * at backpropagation's price; points at which the same parts of the errors have arrived share a training, and where all of all
 * errors has, it is backpropagation's. A sample is trained literally as well.
 */
final class FiguresPlan {
    private final FiguresOptions options;
    private final TrainingSetup setup;

    FiguresPlan(FiguresOptions options, Kernels kernels, Mnist mnist) {
        this.options = options;
        setup = new TrainingSetup(
                kernels,
                mnist,
                options.initialization.initialization(),
                options.width.width(),
                options.batch.batch(),
                options.epochs(),
                options.learningRate);
    }

    /** The deepest networks first, since their trainings take longest. */
    List<Cell<CellResult>> cells() {
        List<Integer> depths = new ArrayList<>(options.hiddenLayers());
        depths.sort(Collections.reverseOrder());
        List<Cell<CellResult>> cells = new ArrayList<>();
        for (int hiddenLayers : depths) {
            literal(hiddenLayers, cells);
            for (int seed = 1; seed <= options.seeds; seed++) {
                add(hiddenLayers, seed, cells);
            }
        }
        return cells;
    }

    private void add(int hiddenLayers, int seed, List<Cell<CellResult>> cells) {
        int length = hiddenLayers + 1;
        List<Float> all = Collections.nCopies(hiddenLayers, 1f);
        Map<List<Float>, List<Point>> trainings = new LinkedHashMap<>(Map.of(all, new ArrayList<>()));
        for (float stepSize : options.stepSizes()) {
            for (StepCount count : StepCount.of(length)) {
                Point point = new Point(stepSize, count);
                trainings
                        .computeIfAbsent(point.arrived(length), parts -> new ArrayList<>())
                        .add(point);
            }
        }
        trainings.forEach((parts, points) -> {
            boolean whole = parts.equals(all);
            Point point = whole ? null : points.getFirst();
            cells.add(cell(
                    new TrainingRun(
                            setup,
                            hiddenLayers,
                            seed,
                            whole ? Figures.BACKPROP : Figures.CLOSED_FORM,
                            whole
                                    ? new Backpropagation()
                                    : new FixedPredictionClosedForm(
                                            point.count().steps(), point.stepSize()),
                            points,
                            whole ? options.stepSizes() : List.of()),
                    0));
        });
    }

    private Cell<CellResult> cell(TrainingRun run, int literalSteps) {
        TrainingPace pace = new TrainingPace(setup, run.hiddenLayers(), literalSteps);
        return new Cell<>(run.name(), pace, setup.steps(), run::result, run::require);
    }

    /** One a depth, of the first seed, at L steps of the second step size. */
    private void literal(int hiddenLayers, List<Cell<CellResult>> cells) {
        int length = hiddenLayers + 1;
        float stepSize = options.stepSizes().get(Math.min(1, options.stepSizes().size() - 1));
        StepCount count = new StepCount(StepCount.LENGTH, length);
        TrainingRun run = new TrainingRun(
                setup,
                hiddenLayers,
                1,
                Figures.LITERAL,
                new FixedPrediction(length, stepSize),
                List.of(new Point(stepSize, count)),
                List.of());
        cells.add(cell(run, length));
    }

    /** What a result depends on beside depth and seed, which its cell's name tells. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", setup.mnist().source());
        settings.put("training images", String.valueOf(setup.mnist().train().count()));
        settings.put("step sizes", options.stepSizes().toString());
        settings.put("epochs", String.valueOf(setup.epochs()));
        settings.put("learning rate", String.valueOf(setup.learningRate()));
        settings.put("initialization", options.initialization.asked());
        settings.put("width", String.valueOf(setup.width()));
        settings.put("batch", String.valueOf(setup.batch()));
        settings.put("kernels", setup.kernels().provider());
        return settings;
    }
}
