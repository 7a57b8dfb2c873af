package dev.thrice.lab.learn;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;

/** Kinds of networks, by the names they have on the command line. */
public enum NetworkName {
    /** Hidden tanh layers of one width. */
    PERCEPTRON,
    /** LeNet-5 of LeCun et al. (1998) with tanh, mean pooling and a log-softmax layer. */
    LENET5;

    /**
     * LeNet-5 for images of any size.
     *
     * @param rows of an image
     * @param columns of an image
     * @param classes of the output
     * @return the chain
     * @throws IllegalArgumentException if the images are too small for its windows
     */
    public static Chain lenet5(int rows, int columns, int classes) {
        return new ImageShape(rows, columns, 1)
                .chain()
                .convolution(6, Window.of(5).padded(2), Activation.TANH)
                .averagePooling(2)
                .convolution(16, Window.of(5), Activation.TANH)
                .averagePooling(2)
                .flat()
                .dense(120, Activation.TANH)
                .dense(84, Activation.TANH)
                .classes(classes);
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<NetworkName> {
        private OnCommandLine() {
            super(NetworkName.class);
        }
    }
}
