package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.AveragePooling;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.MaxPooling;
import dev.thrice.engine.images.Window;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Convolution and pooling against their definitions, in float64, pixel by pixel. */
class ImagesTest {
    private static final double ROUNDING = 1e-5;

    /** A small LeNet: convolutions with and without padding, pooling, dense layers. */
    static Chain chain() {
        return new ImageShape(10, 9, 2)
                .chain()
                .convolution(3, Window.of(3).padded(1), Activation.TANH)
                .averagePooling(2)
                .convolution(4, new Window(2, 3, 1, 0), Activation.GELU)
                .maxPooling(new Window(2, 2, 1, 1))
                .flat()
                .dense(7, Activation.TANH)
                .classes(5);
    }

    @Property(tries = 150)
    void aConvolutionAndItsProductsAreThoseOfTheDefinition(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ImageShape input = new ImageShape(random.nextInt(1, 10), random.nextInt(1, 10), random.nextInt(1, 6));
        int channels = random.nextInt(1, 10);
        Window window = window(input, random);
        Convolution convolution = new Convolution(input, channels, window, Activation.IDENTITY, random.nextBoolean());
        int patch = window.height() * window.width() * input.channels();
        try (Case of = new Case(convolution, random)) {
            double[][] w = Reference.matrix(of.theta.getFirst());
            Sums y = new Sums(of.batch, convolution.outputs());
            Sums dx = new Sums(of.batch, convolution.inputs());
            Sums dw = new Sums(channels, patch);
            Sums db = new Sums(1, channels);
            for (int s = 0; s < of.batch; s++) {
                for (int o = 0; o < convolution.outputs(); o++) {
                    int channel = o % channels;
                    y.add(s, o, convolution.biased() ? of.theta.get(1).get(0, channel) : 0);
                    double e = of.e.get(s, o);
                    db.add(0, channel, .5 * e);
                    for (int p = 0; p < patch; p++) {
                        int i = seen(convolution.output(), input, window, o, p);
                        if (i >= 0) {
                            y.add(s, o, w[channel][p] * of.x.get(s, i));
                            dx.add(s, i, e * w[channel][p]);
                            dw.add(channel, p, .5 * e * of.x.get(s, i));
                        }
                    }
                }
            }
            of.check(y, dx);
            of.gradient.forEach(tensor -> tensor.fill(9f));
            convolution
                    .parameterVjp(of.kernels, of.x, null, of.e, .5f, of.gradient, 0, convolution.outputs())
                    .run();
            dw.assertNear(of.gradient.getFirst(), "weights");
            if (convolution.biased()) {
                db.assertNear(of.gradient.get(1), "biases");
            }
        }
    }

    @Property(tries = 100)
    void aMeanAndItsProductAreThoseOfTheDefinition(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ImageShape input = new ImageShape(random.nextInt(1, 10), random.nextInt(1, 10), random.nextInt(1, 12));
        Window window = window(input, random);
        AveragePooling pooling = new AveragePooling(input, window);
        double area = window.height() * window.width();
        try (Case of = new Case(pooling, random)) {
            Sums y = new Sums(of.batch, pooling.outputs());
            Sums dx = new Sums(of.batch, pooling.inputs());
            for (int s = 0; s < of.batch; s++) {
                for (int o = 0; o < pooling.outputs(); o++) {
                    for (int p = 0; p < area; p++) {
                        int inChannel = p * input.channels() + o % input.channels();
                        int i = seen(pooling.output(), input, window, o, inChannel);
                        if (i >= 0) {
                            y.add(s, o, of.x.get(s, i) / area);
                            dx.add(s, i, of.e.get(s, o) / area);
                        }
                    }
                }
            }
            of.check(y, dx);
        }
    }

    /** In float64, where the first of equal ones is the one that an error goes to; some are equal, and below 0. */
    @Property(tries = 100)
    void aGreatestAndItsProductAreThoseOfTheDefinition(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ImageShape input = new ImageShape(random.nextInt(1, 10), random.nextInt(1, 10), random.nextInt(1, 20));
        int padding = random.nextInt(3);
        Window window = new Window(
                random.nextInt(Math.min(padding + 1, input.height()), input.height() + 1),
                random.nextInt(Math.min(padding + 1, input.width()), input.width() + 1),
                random.nextInt(1, 4),
                padding);
        if (padding >= Math.min(window.height(), window.width())) {
            window = window.padded(0);
        }
        MaxPooling pooling = new MaxPooling(input, window);
        try (Case of = new Case(pooling, random)) {
            Sums y = new Sums(of.batch, pooling.outputs());
            Sums dx = new Sums(of.batch, pooling.inputs());
            for (int s = 0; s < of.batch; s++) {
                for (int i = 0; i < pooling.inputs(); i++) {
                    of.x.set(s, i, random.nextInt(-6, 3) / 4f);
                }
                for (int o = 0; o < pooling.outputs(); o++) {
                    int greatest = -1;
                    for (int p = 0; p < window.height() * window.width(); p++) {
                        int i = seen(pooling.output(), input, window, o, p * input.channels() + o % input.channels());
                        greatest = i >= 0 && (greatest < 0 || of.x.get(s, i) > of.x.get(s, greatest)) ? i : greatest;
                    }
                    y.add(s, o, of.x.get(s, greatest));
                    dx.add(s, greatest, of.e.get(s, o));
                }
            }
            of.check(y, dx);
        }
    }

    private static Window window(ImageShape input, SplittableRandom random) {
        int padding = random.nextInt(3);
        return new Window(
                random.nextInt(1, input.height() + 2 * padding + 1),
                random.nextInt(1, input.width() + 2 * padding + 1),
                random.nextInt(1, 4),
                padding);
    }

    /** Which input an output sees as a number of its patch; -1 for the padding. */
    private static int seen(ImageShape output, ImageShape input, Window window, int o, int p) {
        int place = o / output.channels();
        int pixel = p / input.channels();
        int y = place / output.width() * window.stride() - window.padding() + pixel / window.width();
        int x = place % output.width() * window.stride() - window.padding() + pixel % window.width();
        boolean within = y >= 0 && y < input.height() && x >= 0 && x < input.width();
        return within ? (y * input.width() + x) * input.channels() + p % input.channels() : -1;
    }

    /** A function with random tensors around it, and what it makes of them. */
    private static final class Case implements AutoCloseable {
        private final TensorArena arena = TensorArena.open();
        private final Kernels kernels = Kernels.select();
        private final ElementaryFunction function;
        private final int batch;
        private final Tensor x;
        private final Tensor e;
        private final List<Tensor> theta;
        private final List<Tensor> gradient;

        Case(ElementaryFunction function, SplittableRandom random) {
            this.function = function;
            batch = random.nextInt(1, 4);
            x = random(arena, batch, function.inputs(), random);
            e = random(arena, batch, function.outputs(), random);
            theta = function.parameters().stream()
                    .map(shape -> random(arena, shape.rows(), shape.columns(), random))
                    .toList();
            gradient = theta.stream()
                    .map(tensor -> Tensor.allocate(arena, tensor.rows(), tensor.columns()))
                    .toList();
        }

        /** y, and .5 J^T e on top of nothing and of -2 times what was there. */
        void check(Sums y, Sums dx) {
            Output output = Output.allocate(arena, function, batch);
            output.value().fill(Float.NaN);
            function.forward(kernels, x, theta, output).run();
            y.assertNear(output.value(), "y");
            Tensor out = Tensor.allocate(arena, batch, function.inputs()).fill(Float.NaN);
            function.inputVjp(kernels, output, e, theta, .5f, 0f, out).run();
            dx.scaled(.5, .5).assertNear(out, "input-VJP");
            function.inputVjp(kernels, output, e, theta, .5f, -2f, out).run();
            dx.scaled(-.5, 1.5).assertNear(out, "input-VJP on top of another");
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private static Tensor random(TensorArena arena, int rows, int columns, SplittableRandom random) {
        Tensor tensor = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                tensor.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
        return tensor;
    }

    private static double[][] scaled(double[][] values, double factor) {
        double[][] scaled = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = Arrays.stream(values[i]).map(v -> factor * v).toArray();
        }
        return scaled;
    }

    private static void near(double[][] expected, Tensor actual, String what) {
        Vectors.assertClose(expected, actual, ROUNDING, what);
    }

    /** The gradient of the whole chain against central differences of the loss. */
    @Test
    void gradientsAreTheSlopesOfTheLoss() {
        try (Network network = Networks.fed(chain(), 3, 1)) {
            Engine engine = Networks.engine(network, new Backpropagation(true, LossReduction.SUM));
            engine.gradients();
            SplittableRandom random = new SplittableRandom(2);
            for (int l = 0; l < network.chain().length(); l++) {
                for (int p = 0; p < network.parameters().of(l).size(); p++) {
                    Tensor parameter = network.parameters().of(l).get(p);
                    for (int n = 0; n < 12; n++) {
                        int i = random.nextInt(parameter.rows());
                        int j = random.nextInt(parameter.columns());
                        double slope = slope(network, parameter, i, j);
                        assertEquals(
                                slope, engine.gradient().of(l).get(p).get(i, j), 2e-3, "layer " + l + " " + parameter);
                    }
                }
            }
        }
    }

    private static double slope(Network network, Tensor parameter, int i, int j) {
        float at = parameter.get(i, j);
        float step = 1f / 128;
        Supplier<Double> loss = () -> {
            network.forward();
            return network.loss();
        };
        parameter.set(i, j, at + step);
        double above = loss.get();
        parameter.set(i, j, at - step);
        double below = loss.get();
        parameter.set(i, j, at);
        network.forward();
        return (above - below) / (2 * step);
    }

    /** Section 10, on what is not dense. */
    @Test
    void twinsHaveTheBitsOfBackpropagation() {
        try (Network network = Networks.fed(chain(), 4, 3);
                WorkerTeam alone = new WorkerTeam(1)) {
            Engine backpropagation = Networks.engine(network, new Backpropagation());
            backpropagation.gradients();
            int steps = network.chain().length() - 1;
            for (Engine twin : List.of(
                    Networks.engine(network, new FixedPrediction(steps, 1f)),
                    Networks.engine(network, new FixedPredictionClosedForm(steps, 1f)),
                    Networks.engine(network, new ZeroDivergence()),
                    new Engine(network, new FixedPrediction(1, 1f), new GaussSeidel(alone)))) {
                twin.gradients();
                Vectors.assertSameBits(backpropagation.gradient(), twin.gradient());
            }
        }
    }

    @Test
    void errorsFollowTheArrivalLaw() {
        try (Network network = Networks.fed(chain(), 4, 3)) {
            int length = network.chain().length();
            Engine exact = Networks.engine(network, new Backpropagation(true, LossReduction.SUM));
            exact.errors();
            for (int t = 0; t <= 8; t++) {
                Engine fpa = Networks.engine(network, new FixedPrediction(t, .5f));
                fpa.errors();
                for (int l = 1; l < length; l++) {
                    double arrived = ArrivalLaw.arrived(length - l, t, .5);
                    near(scaled(Reference.matrix(exact.error(l)), arrived), fpa.error(l), "node " + l + " step " + t);
                }
            }
        }
    }

    /** Affine maps and activations as nodes of their own: the same gradient. */
    @Test
    void splitItIsTheSame() {
        try (Network network = Networks.fed(chain(), 4, 3);
                Network split = Networks.fed(chain().split(), 4, 3)) {
            List<Tensor> expected = gradient(network);
            List<Tensor> actual = gradient(split);
            assertEquals(expected.size(), actual.size());
            for (int i = 0; i < expected.size(); i++) {
                near(Reference.matrix(expected.get(i)), actual.get(i), "parameter " + i);
            }
        }
    }

    private static List<Tensor> gradient(Network network) {
        Engine engine = Networks.engine(network, new Backpropagation());
        engine.gradients();
        List<Tensor> tensors = new ArrayList<>();
        for (int l = 0; l < network.chain().length(); l++) {
            tensors.addAll(engine.gradient().of(l));
        }
        return tensors;
    }

    @Test
    void lenetHasItsSizes() {
        Chain lenet = new ImageShape(28, 28, 1)
                .chain()
                .convolution(6, Window.of(5).padded(2), Activation.TANH)
                .averagePooling(2)
                .convolution(16, Window.of(5), Activation.TANH)
                .averagePooling(2)
                .flat()
                .dense(120, Activation.TANH)
                .dense(84, Activation.TANH)
                .classes(10);
        assertEquals("784 - 4704 - 1176 - 1600 - 400 - 120 - 84 - 10", lenet.toString());
        long parameters = lenet.functions().stream()
                .flatMap(function -> function.parameters().stream())
                .mapToLong(ParameterShape::count)
                .sum();
        assertEquals(61_706, parameters); // LeCun et al. 1998, with every map of C3 connected to every one of S2
        assertEquals(2 * 64 * 28 * 28 * 6 * 25L, lenet.function(0).forwardFlops(64));
    }

    @Test
    void whatDoesNotFitIsToldByItsNumbers() {
        ImageShape image = new ImageShape(4, 5, 2);
        refused(
                "convolution: a window 7 pixels high over an image of 4 x 5 x 2, 6 with its padding, expected one that fits in",
                () -> new Convolution(image, 3, Window.of(7).padded(1), Activation.TANH));
        refused(
                "pooling: a window 6 pixels wide over an image of 4 x 5 x 2, 5 with its padding, expected one that fits in",
                () -> new AveragePooling(image, new Window(4, 6, 1, 0)));
        refused(
                "max pooling: window 2 x 2, padding 2, expected a padding smaller than the window, which else would see nothing",
                () -> new MaxPooling(image, Window.of(2).padded(2)));
        refused(
                "image: 4 x 5 x 0, expected at least 1 of each",
                () -> new Convolution(image, 0, Window.of(1), Activation.TANH));
        refused(
                "window: 3 x 3, stride 0, padding 0, expected sizes and stride of at least 1, padding of at least 0",
                () -> Window.of(3).strided(0));
        refused(
                "convolution: activation log-softmax, expected one that goes element by element",
                () -> new Convolution(image, 3, Window.of(2), Activation.LOG_SOFTMAX));
        refused(
                "convolution: a window 1 pixels high at 4294967298 places of an image of 4 x 5 x 2 with its padding, expected fewer than 2^31",
                () -> new Convolution(image, 3, Window.of(1).padded(Integer.MAX_VALUE), Activation.TANH));
        refused("image: 50000 x 50000 x 1, expected fewer than 2^31 elements", () -> new ImageShape(50_000, 50_000, 1));
    }

    /** Whoever takes or makes images says so; a normalization and an activation by itself take what comes. */
    @Test
    void nodesAreImagesWhereFunctionsSaySo() {
        ImageShape three = new ImageShape(4, 4, 3);
        Convolution convolution = new Convolution(three, 2, Window.of(3), Activation.TANH);
        Chain chain = new Chain(
                List.of(
                        new LayerNorm(48),
                        new Nonlinearity(48, Activation.GELU),
                        convolution,
                        new LayerNorm(8),
                        new DenseLayer(8, 8, Activation.TANH),
                        new LayerNorm(8),
                        new DenseLayer(8, 2, Activation.LOG_SOFTMAX)),
                Loss.NEGATIVE_LOG_LIKELIHOOD);
        Optional<ImageShape> before = Optional.of(three);
        Optional<ImageShape> after = Optional.of(new ImageShape(2, 2, 2));
        Optional<ImageShape> none = Optional.empty();
        assertEquals(List.of(before, before, before, after, after, none, none, none), ImageNodes.of(chain));
        assertEquals(
                List.of(none, none, none),
                ImageNodes.of(Chain.inputs(48).then(new LayerNorm(48)).classes(2)));
        assertEquals(none, ImageNodes.after(new Nonlinearity(48, Activation.LOG_SOFTMAX), before));
    }

    /** As a checkpoint tells networks apart. */
    @Test
    void aConvolutionSaysWhetherItHasABias() {
        ImageShape image = new ImageShape(4, 5, 2);
        String biased = "convolution 4 x 5 x 2 -> 4 x 5 x 3, window 1 x 1, tanh";
        assertEquals(biased, new Convolution(image, 3, Window.of(1), Activation.TANH).toString());
        assertEquals(biased + ", no bias", new Convolution(image, 3, Window.of(1), Activation.TANH, false).toString());
    }

    private static void refused(String message, Runnable call) {
        String actual = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(actual.equals(message), actual);
    }
}
