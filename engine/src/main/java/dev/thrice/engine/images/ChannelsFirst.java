package dev.thrice.engine.images;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.kernels.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The order that elements of images have in PyTorch, channel by channel (NCHW), where here they have that of pixels (NHWC). It is the order
 * of a row: of an image, of a convolution's filter, of the weights to one output of a dense layer that takes images, of the gains of a
 * layer normalization of images.
 */
public final class ChannelsFirst {
    private final Chain chain;
    private final List<Optional<ImageShape>> nodes;

    /**
     * The order in a chain.
     *
     * @param chain any
     */
    public ChannelsFirst(Chain chain) {
        this.chain = chain;
        this.nodes = ImageNodes.of(chain);
    }

    /**
     * The images of a node.
     *
     * @param node l in 0 .. L
     * @return their size; nothing of features, whose order is the same everywhere
     */
    public Optional<ImageShape> images(int node) {
        return nodes.get(node);
    }

    /**
     * The channels of a node.
     *
     * @param node l in 0 .. L
     * @return those of its images; 1 of features
     */
    public int channels(int node) {
        return images(node).map(ImageShape::channels).orElse(1);
    }

    /**
     * The channels in a row of a parameter.
     *
     * @param layer l in 0 .. L - 1
     * @param parameter its index in the function's order
     * @return those of the images that the function takes; 1 of a bias, and of a function that takes features
     */
    public int channels(int layer, int parameter) {
        String name = chain.function(layer).parameters().get(parameter).name();
        return name.equals(DenseLayer.BIAS) ? 1 : channels(layer);
    }

    /**
     * Copies rows from the order here to PyTorch's.
     *
     * @param pixels each row pixel by pixel
     * @param channels numbers of a pixel, of which a row's length is a multiple
     * @param turned of the same shape, apart; each row channel by channel
     * @return the result
     */
    public static Tensor fromPixels(Tensor pixels, int channels, Tensor turned) {
        return transposed(pixels, channels, turned);
    }

    /**
     * Copies rows from PyTorch's order to that here.
     *
     * @param turned each row channel by channel
     * @param channels numbers of a pixel, of which a row's length is a multiple
     * @param pixels of the same shape, apart; each row pixel by pixel
     * @return the result
     */
    public static Tensor toPixels(Tensor turned, int channels, Tensor pixels) {
        return transposed(turned, turned.columns() / channels, pixels);
    }

    /** Each row as a matrix of so many columns, to its transpose. */
    private static Tensor transposed(Tensor from, int columns, Tensor to) {
        int rows = from.columns() / columns;
        if (rows == 1 || columns == 1) {
            return to.copyFrom(from);
        }
        for (int each = 0; each < from.rows(); each++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    to.set(each, j * rows + i, from.get(each, i * columns + j));
                }
            }
        }
        return to;
    }
}
