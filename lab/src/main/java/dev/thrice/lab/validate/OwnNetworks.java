package dev.thrice.lab.validate;

import dev.thrice.command.Memory;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.lab.learn.Footprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A network of the user's own; it in smaller and larger batches and, where all layers are dense, with all hidden layers wider or narrower,
 * and with each hidden layer several times in a row. The paper's claim of a bottleneck is one of layers that are alike, so there is none here.
 *
 * @param own the first
 * @param batch of the first
 * @param alone whether there are to be no others
 */
record OwnNetworks(OwnNetwork own, int batch, boolean alone) implements Networks {
    private static final double[] FACTORS = {.25, .5, 2, 4};
    private static final int[] REPEATS = {2, 4};
    private static final int[] BATCHES = {1, 4, 16, 256};

    private static final double[] QUICK_FACTORS = {.5, 2};
    private static final int[] QUICK_REPEATS = {2};
    private static final int[] QUICK_BATCHES = {1, 256};

    private static final String BATCH = "batch";
    private static final String DEPTH = "chain length";
    private static final String WIDTH = "width factor";

    @Override
    public Chain chain() {
        return own.chain();
    }

    @Override
    public int length() {
        return chain().length();
    }

    @Override
    public Map<String, Double> sweeps() {
        Map<String, Double> sweeps = new TreeMap<>(Map.of(BATCH, (double) batch));
        if (changesShape()) {
            sweeps.put(DEPTH, (double) length());
            sweeps.put(WIDTH, 1.);
        }
        return alone ? Map.of() : sweeps;
    }

    @Override
    public List<Variation> variations(boolean quick) {
        List<Variation> varied = new ArrayList<>();
        if (alone) {
            return varied;
        }
        for (int samples : quick ? QUICK_BATCHES : BATCHES) {
            if (samples != batch) {
                varied.add(new Variation(BATCH, samples, chain(), samples)); // the very chain, so with its parameters
            }
        }
        Set<String> widths = new HashSet<>(Set.of(chain().toString()));
        if (changesShape()) {
            for (double factor : quick ? QUICK_FACTORS : FACTORS) {
                addUnlessThere(new Variation(WIDTH, factor, wider(factor), batch), widths, varied);
            }
            for (int times : quick ? QUICK_REPEATS : REPEATS) {
                Chain deeper = deeper(times);
                addUnlessThere(new Variation(DEPTH, deeper.length(), deeper, batch), widths, varied);
            }
        }
        return varied;
    }

    /** Whether there are others like it that are wider or deeper. */
    private boolean changesShape() {
        return length() > 1 && chain().functions().stream().allMatch(DenseLayer.class::isInstance);
    }

    /** A layer of one unit gets no narrower. */
    private static void addUnlessThere(Variation one, Set<String> widths, List<Variation> varied) {
        if (widths.add(one.chain().toString())) {
            varied.add(one);
        }
    }

    private Chain wider(double factor) {
        List<ElementaryFunction> functions = new ArrayList<>();
        for (int l = 0; l < length(); l++) {
            functions.add(like(chain().function(l), width(l, factor), width(l + 1, factor)));
        }
        return new Chain(functions, chain().loss());
    }

    /** Of nodes within the network; its inputs and outputs are the data's. */
    private int width(int node, double factor) {
        int width = chain().width(node);
        return node == 0 || node == length() ? width : (int) Math.max(1, Math.rint(factor * width));
    }

    private Chain deeper(int times) {
        List<ElementaryFunction> functions = new ArrayList<>();
        for (int l = 0; l < length(); l++) {
            ElementaryFunction function = chain().function(l);
            functions.add(function);
            if (l < length() - 1) {
                functions.addAll(
                        Collections.nCopies(times - 1, like(function, function.outputs(), function.outputs())));
            }
        }
        return new Chain(functions, chain().loss());
    }

    private static DenseLayer like(ElementaryFunction function, int inputs, int outputs) {
        DenseLayer layer = (DenseLayer) function;
        return new DenseLayer(inputs, outputs, layer.activation(), layer.biased());
    }

    @Override
    public void requireRoom(Memory memory) {
        String what = own.asked();
        Footprint.of(what + " --batch " + batch, chain(), batch).require(memory, 1, ENGINES_OF_MAIN);
        for (Variation each : variations(false)) {
            String varied = what + ", varied to " + each.chain() + " in batches of " + each.batch()
                    + " (--alone varies nothing),";
            Footprint.of(varied, each.chain(), each.batch()).require(memory, 1, ENGINES_OF_OTHERS);
        }
    }
}
