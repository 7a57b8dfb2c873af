package dev.thrice.lab.figures;

import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import dev.thrice.lab.figures.CellResult.Twin;
import dev.thrice.lab.figures.Figures.Entry;
import dev.thrice.lab.report.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the results say, each statement with the cell it comes from. */
final class Statements {
    /** Cosines, measured and predicted, on the first minibatch. */
    private static final double COSINE_BOUND = 1e-4;

    /** A layer's gradient by FPA-PC, literal and in closed form: float32 through a few hundred steps. */
    private static final double CLOSED_FORM_BOUND = 1e-5;

    /** Z-IL against backpropagation, where other kernels may run (spec, section 10). */
    private static final double TWIN_BOUND = 1e-6;

    private final Figures figures;
    private final List<Statement> statements = new ArrayList<>();

    private Statements(Figures figures) {
        this.figures = figures;
    }

    static List<Statement> of(Figures figures) {
        Statements all = new Statements(figures);
        all.arrivalLaw();
        all.residual();
        all.literalTrainings();
        all.belowArrival();
        all.twins();
        all.paths();
        return all.statements;
    }

    /** Whether a difference of cosines is that of rounding. */
    static boolean asPredicted(double difference) {
        return difference <= COSINE_BOUND;
    }

    private void arrivalLaw() {
        Entry first = worst(entry -> entry.point().first().difference());
        double difference = first.point().first().difference();
        statements.add(Statement.of(
                "every cosine of FPA-PC's update to backprop's, by layer, mean and whole, is the arrival law's: largest"
                        + " difference on the first minibatch <= " + figure(COSINE_BOUND),
                figure(difference),
                first.name(),
                asPredicted(difference)));
        Entry trained = worst(entry -> entry.point().trained().difference());
        statements.add(Statement.reported(
                "the same on trained networks", figure(trained.point().trained().difference()), trained.name()));
        ToDoubleFunction<Entry> error = entry -> Math.max(
                entry.point().first().closedFormError(), entry.point().trained().closedFormError());
        Entry worst = worst(error);
        statements.add(Statement.of(
                "the closed form that trainings used is what literal inference gives: largest relative error of a layer's"
                        + " gradient, before and after training, <= " + figure(CLOSED_FORM_BOUND),
                figure(error.applyAsDouble(worst)),
                worst.name(),
                error.applyAsDouble(worst) <= CLOSED_FORM_BOUND));
    }

    private void residual() {
        for (int depth : figures.depths()) {
            List<ResidualPoint> points = figures.residual(depth);
            if (points.isEmpty()) {
                continue;
            }
            String where = "hidden " + depth + ", a skip over each two after the first, first minibatch";
            double worst =
                    points.stream().mapToDouble(ResidualPoint::difference).max().orElseThrow();
            statements.add(Statement.of(
                    "on a residual network every cosine is that of the paths that have arrived: largest difference <= "
                            + figure(COSINE_BOUND),
                    figure(worst),
                    where,
                    asPredicted(worst)));
            double least = points.stream()
                    .flatMap(point -> point.measured().layers().stream())
                    .mapToDouble(Double::doubleValue)
                    .filter(cosine -> cosine != 0)
                    .min()
                    .orElseThrow();
            statements.add(Statement.reported(
                    "smallest cosine of a layer to whose node some paths have led; without skips it is 1",
                    figure(least),
                    where));
        }
    }

    private Entry worst(ToDoubleFunction<Entry> quantity) {
        return figures.entries().stream()
                .max(Comparator.comparingDouble(quantity))
                .orElseThrow();
    }

    private void literalTrainings() {
        for (CellResult literal : figures.literal()) {
            figures.twin(literal)
                    .ifPresent(twin -> statements.add(Statement.reported(
                            "trained literally as well: test accuracy, and by the closed form (they part by rounding)",
                            percent(literal.outcome().test()) + ", "
                                    + percent(twin.outcome().test()),
                            literal.points().getFirst().name(literal))));
        }
    }

    /** With gamma = 1, one step too few is one layer that never learns; from L - 1 on it is backprop. */
    private void belowArrival() {
        for (int depth : figures.depths()) {
            List<StepCount> tooFew = StepCount.of(depth + 1).stream()
                    .filter(count -> count.steps() < depth)
                    .toList();
            List<Entry> seeds = tooFew.isEmpty() ? List.of() : figures.at(depth, 1f, tooFew.getLast());
            if (!seeds.isEmpty()) {
                statements.add(Statement.reported(
                        "one step too few for all errors to arrive, gamma = 1: points of test accuracy over backprop's",
                        Figures.over(seeds, figures::overBackprop).points(),
                        String.format(
                                Locale.ROOT,
                                "hidden %d, gamma 1.0, %d steps, %d seeds",
                                depth,
                                tooFew.getLast().steps(),
                                seeds.size())));
            }
        }
    }

    private void twins() {
        for (int i = 0; i < Figures.probes(figures.backprop().getFirst()).zil().size(); i++) {
            int variant = i;
            boolean exact = variant == 0; // the algorithm as it is defined
            Comparator<CellResult> byError =
                    Comparator.comparingDouble(cell -> twin(cell, variant).relativeError());
            CellResult cell = figures.backprop().stream()
                    .max(exact ? byError : byError.reversed())
                    .orElseThrow();
            Twin twin = twin(cell, variant);
            String where = name(cell);
            statements.add(
                    exact
                            ? Statement.of(
                                    "Z-IL's update is backprop's: largest relative error <= " + figure(TWIN_BOUND),
                                    figure(twin.relativeError()),
                                    where,
                                    twin.relativeError() <= TWIN_BOUND)
                            : Statement.of(
                                    "Z-IL, but " + twin.variant() + ": is not backprop; smallest relative error",
                                    figure(twin.relativeError()),
                                    where,
                                    !(twin.relativeError() <= TWIN_BOUND)));
        }
    }

    private static Twin twin(CellResult cell, int variant) {
        return Figures.probes(cell).zil().get(variant);
    }

    /** A path, and the minibatch it was taken on. */
    private record Located(EnergyPath path, String where) {}

    /** Result 2, on first minibatches before and after training. */
    private void paths() {
        int count = Figures.probes(figures.backprop().getFirst()).paths().size();
        for (int i = 0; i < count; i++) {
            int index = i;
            List<Located> all = figures.backprop().stream()
                    .flatMap(cell -> Stream.of(
                            new Located(cell.first().getFirst().paths().get(index), name(cell)),
                            new Located(
                                    cell.trained().getFirst().paths().get(index),
                                    name(cell) + ", trained by backprop")))
                    .toList();
            Located least = all.stream()
                    .min(Comparator.comparingDouble(located -> leastCosine(located.path())))
                    .orElseThrow();
            Located steepest = all.stream()
                    .max(Comparator.comparingDouble(located -> largestRise(located.path())))
                    .orElseThrow();
            long rises = all.stream()
                    .filter(located -> largestRise(located.path()) > 0)
                    .count();
            String algorithm = least.path().algorithm();
            statements.add(Statement.reported(
                    algorithm + ": smallest cosine of a step of inference to -dF/dx",
                    figure(leastCosine(least.path())),
                    least.where()));
            statements.add(Statement.reported(
                    algorithm + ": largest rise of F in a step, over F before; F rises in " + rises + " of "
                            + all.size(),
                    figure(largestRise(steepest.path())),
                    rises == 0 ? "all" : steepest.where()));
        }
    }

    private static double leastCosine(EnergyPath path) {
        return path.cosines().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Less than the rounding of F is no rise. */
    private static double largestRise(EnergyPath path) {
        double rise = 0;
        for (int t = 1; t < path.energies().size(); t++) {
            double before = path.energies().get(t - 1);
            rise = Math.max(rise, (path.energies().get(t) - before) / before);
        }
        return rise > TWIN_BOUND ? rise : 0;
    }

    private static String name(CellResult cell) {
        return "hidden " + cell.hiddenLayers() + ", seed " + cell.seed() + ", first minibatch";
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, value != 0 && Math.abs(value) < 1e-3 ? "%.1e" : "%.4f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
