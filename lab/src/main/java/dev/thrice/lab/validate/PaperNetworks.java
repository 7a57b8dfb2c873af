package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.lab.learn.NetworkSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The paper's: hidden tanh layers of one width, fewer and more of them, wider and narrower, in smaller and larger batches, with a
 * bottleneck.
 *
 * @param hiddenLayers of the first
 * @param width of the first
 * @param batch of the first
 * @param features of the data, as many as the networks' inputs
 * @param classes of the data, as many as their outputs
 */
record PaperNetworks(int hiddenLayers, int width, int batch, int features, int classes) implements Networks {
    private static final int[] DEPTHS = {2, 4, 8, 16, 32};
    private static final int[] WIDTHS = {16, 32, 128, 256, 512, 1024};
    private static final int[] BATCHES = {1, 4, 16, 256};
    private static final int[] BOTTLENECKS = {2, 4, 8, 16};

    private static final int[] QUICK_DEPTHS = {2, 16};
    private static final int[] QUICK_WIDTHS = {16, 256};
    private static final int[] QUICK_BATCHES = {1, 256};
    private static final int[] QUICK_BOTTLENECKS = {4, 16};

    /** Fewer hidden layers have none with others of the usual width on both sides. */
    private static final int FEWEST_WITH_BOTTLENECK = 3;

    @Override
    public Chain chain() {
        return chain(hiddenLayers, width);
    }

    @Override
    public int length() {
        return hiddenLayers + 1;
    }

    @Override
    public Map<String, Double> sweeps() {
        Map<String, Double> sweeps = new TreeMap<>(Map.of("chain length", (double) length(), "batch", (double) batch));
        if (hiddenLayers > 0) {
            sweeps.put("width", (double) width);
        }
        if (hasBottleneck()) {
            sweeps.put("bottleneck", 1.);
        }
        return sweeps;
    }

    @Override
    public List<Variation> variations(boolean quick) {
        List<Variation> varied = new ArrayList<>();
        vary("chain length", length(), quick ? QUICK_DEPTHS : DEPTHS, varied, l -> chain(l - 1, width));
        if (hiddenLayers > 0) {
            vary("width", width, quick ? QUICK_WIDTHS : WIDTHS, varied, w -> chain(hiddenLayers, w));
        }
        vary("batch", batch, quick ? QUICK_BATCHES : BATCHES, varied, b -> chain());
        if (hasBottleneck()) {
            vary("bottleneck", 1, quick ? QUICK_BOTTLENECKS : BOTTLENECKS, varied, this::bottleneck);
        }
        return varied;
    }

    private boolean hasBottleneck() {
        return hiddenLayers >= FEWEST_WITH_BOTTLENECK;
    }

    private void vary(String sweep, int usual, int[] values, List<Variation> varied, IntFunction<Chain> of) {
        for (int value : values) {
            if (value != usual) {
                varied.add(new Variation(sweep, value, of.apply(value), sweep.equals("batch") ? value : batch));
            }
        }
    }

    private Chain chain(int layers, int wide) {
        return Chain.multilayerPerceptron(features, layers, wide, classes);
    }

    /** The middle hidden layer so many times as wide. */
    private Chain bottleneck(int factor) {
        Chain usual = chain();
        int wide = (usual.length() + 1) / 2;
        List<ElementaryFunction> functions = new ArrayList<>(usual.functions());
        functions.set(wide - 1, new DenseLayer(usual.width(wide - 1), factor * width, Activation.TANH));
        functions.set(wide, new DenseLayer(factor * width, usual.width(wide + 1), Activation.TANH));
        return new Chain(functions, usual.loss());
    }

    @Override
    public void requireRoom(Memory memory) {
        int widest = hasBottleneck() ? BOTTLENECKS[BOTTLENECKS.length - 1] : 1;
        new NetworkSize(hiddenLayers, width, batch, features, classes)
                .inRange(0, widest)
                .footprint()
                .require(memory, 1, ENGINES_OF_MAIN);
        for (NetworkSize varied : List.of(
                new NetworkSize(hiddenLayers + 2 * widest, width, batch), // as a layer so much wider is
                new NetworkSize(DEPTHS[DEPTHS.length - 1] - 1, width, batch),
                new NetworkSize(hiddenLayers, WIDTHS[WIDTHS.length - 1], batch),
                new NetworkSize(hiddenLayers, width, BATCHES[BATCHES.length - 1]))) {
            varied.on(features, classes).inRange(0, 1).footprint().require(memory, 1, ENGINES_OF_OTHERS);
        }
    }
}
