package dev.thrice.lab.layers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.base.Printable;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.images.AveragePooling;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.MaxPooling;
import dev.thrice.engine.images.Window;
import java.util.List;

/** A kind of layer: the field that it is told by, how it is read, and how it is written. What has its usual value is not written. */
enum LayerKind {
    /** {@link Convolution}. */
    CONVOLUTION("conv", "a convolution") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            return new Convolution(
                    before.images(field()),
                    fields.whole(field(), 1),
                    window(fields, KERNEL, false),
                    activation(fields),
                    fields.truth(BIAS, true));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            if (!(function instanceof Convolution convolution)) {
                return false;
            }
            to.put(field(), convolution.outputChannels());
            writeWindow(convolution.window(), KERNEL, false, to);
            writeEnd(convolution.activation(), convolution.biased(), to);
            return true;
        }
    },

    /** {@link AveragePooling}. */
    AVERAGE_POOLING("averagePool", "an average pooling") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            return new AveragePooling(before.images(field()), window(fields, field(), true));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            return function instanceof AveragePooling pooling && writeWindow(pooling.window(), field(), true, to);
        }
    },

    /** {@link MaxPooling}. */
    MAX_POOLING("maxPool", "a max pooling") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            return new MaxPooling(before.images(field()), window(fields, field(), true));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            return function instanceof MaxPooling pooling && writeWindow(pooling.window(), field(), true, to);
        }
    },

    /** {@link DenseLayer}. */
    DENSE("dense", "a dense layer") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            return new DenseLayer(
                    before.width(), fields.whole(field(), 1), activation(fields), fields.truth(BIAS, true));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            if (!(function instanceof DenseLayer layer && layer.feedback() == Feedback.SYMMETRIC)) {
                return false;
            }
            to.put(field(), layer.outputs());
            writeEnd(layer.activation(), layer.biased(), to);
            return true;
        }
    },

    /** {@link LayerNorm}. */
    LAYER_NORM("layerNorm", "a layer normalization") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            if (!fields.truth(field(), true)) {
                throw new IllegalArgumentException(field() + " false, expected true, or no such layer");
            }
            return new LayerNorm(before.width(), fields.above0(EPSILON, USUAL_EPSILON));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            if (!(function instanceof LayerNorm norm)) {
                return false;
            }
            to.put(field(), true);
            if (norm.epsilon() != USUAL_EPSILON) {
                to.put(EPSILON, norm.epsilon());
            }
            return true;
        }
    },

    /** {@link Nonlinearity}, told by the field that others have beside their own. */
    ACTIVATION("activation", "an activation by itself") {
        @Override
        ElementaryFunction read(Fields fields, Node before) {
            return new Nonlinearity(before.width(), activation(fields));
        }

        @Override
        boolean write(ElementaryFunction function, ObjectNode to) {
            if (!(function instanceof Nonlinearity alone)) {
                return false;
            }
            to.put(field(), nameOf(alone.activation()));
            return true;
        }
    };

    private static final String KERNEL = "kernel";
    private static final String STRIDE = "stride";
    private static final String PADDING = "padding";
    private static final String BIAS = "bias";
    private static final String EPSILON = "epsilon";
    private static final float USUAL_EPSILON = new LayerNorm(1).epsilon();

    private final String field;
    private final String title;

    LayerKind(String field, String title) {
        this.field = field;
        this.title = title;
    }

    /** The field that tells it. */
    String field() {
        return field;
    }

    /** In a message. */
    String title() {
        return title;
    }

    /**
     * Makes a layer.
     *
     * @param fields of its description
     * @param before what it takes
     * @throws IllegalArgumentException if a field is missing or wrong, or the layer cannot take that
     */
    abstract ElementaryFunction read(Fields fields, Node before);

    /**
     * Describes a layer.
     *
     * @return false, and nothing is written, of one of another kind
     * @throws IllegalArgumentException if its activation is none of the library's own
     */
    abstract boolean write(ElementaryFunction function, ObjectNode to);

    /** Poolings' windows are side by side unless a stride is given, which has to be where they are not square. */
    private static Window window(Fields fields, String field, boolean sideBySide) {
        List<Integer> sides = fields.wholes(field, 1, 2, "a side, or height and width, each at least 1");
        int height = sides.getFirst();
        int width = sides.getLast();
        int stride = sideBySide && height != width
                ? fields.whole(STRIDE, 1)
                : fields.whole(STRIDE, 1, sideBySide ? height : 1);
        return new Window(height, width, stride, fields.whole(PADDING, 0, 0));
    }

    private static Activation activation(Fields fields) {
        String name = fields.text(ACTIVATION.field, Activation.IDENTITY.name());
        return Activation.named(name)
                .orElseThrow(() -> new IllegalArgumentException(ACTIVATION.field + " \"" + Printable.name(name)
                        + "\", expected one of " + String.join(", ", Activation.names())));
    }

    private static boolean writeWindow(Window window, String field, boolean sideBySide, ObjectNode to) {
        boolean square = window.height() == window.width();
        if (square) {
            to.put(field, window.height());
        } else {
            to.putArray(field).add(window.height()).add(window.width());
        }
        if ((sideBySide && !square) || window.stride() != (sideBySide ? window.height() : 1)) {
            to.put(STRIDE, window.stride());
        }
        if (window.padding() != 0) {
            to.put(PADDING, window.padding());
        }
        return true;
    }

    private static void writeEnd(Activation activation, boolean biased, ObjectNode to) {
        if (!activation.equals(Activation.IDENTITY)) {
            to.put(ACTIVATION.field, nameOf(activation));
        }
        if (!biased) {
            to.put(BIAS, false);
        }
    }

    private static String nameOf(Activation activation) {
        if (Activation.named(activation.name()).filter(activation::equals).isEmpty()) {
            throw new IllegalArgumentException(
                    "activation " + Printable.name(activation.name()) + ", expected one of the library's own");
        }
        return activation.name();
    }
}
