package dev.thrice.lab.peers;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.images.Convolution;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a chain as PyTorch has them, whose images have their channels one after the other, where ours have the channels of a
 * pixel one after the other: it concerns filters, and the layer that images go into as features.
 */
final class ChannelsFirst {
    private ChannelsFirst() {}

    /** Of all layers, one after the other; without images, as they are. */
    static List<float[]> of(Chain chain, Parameters parameters) {
        List<float[]> all = new ArrayList<>();
        int channels = 1; // of the images, if the last function made some
        for (int l = 0; l < chain.length(); l++) {
            ElementaryFunction function = chain.function(l);
            List<Tensor> own = parameters.of(l);
            for (int p = 0; p < own.size(); p++) {
                boolean weight = function.parameters().get(p).name().equals(DenseLayer.WEIGHT);
                int groups = function instanceof Convolution convolution
                        ? convolution.input().channels()
                        : channels;
                all.add(weight ? turned(own.get(p), groups) : own.get(p).toArray());
            }
            channels = function instanceof Convolution convolution
                    ? convolution.output().channels()
                    : own.isEmpty() ? channels : 1;
        }
        return all;
    }

    /** Each row from pixel by pixel to channel by channel. */
    private static float[] turned(Tensor weights, int channels) {
        int pixels = weights.columns() / channels;
        float[] turned = new float[weights.rows() * weights.columns()];
        int next = 0;
        for (int o = 0; o < weights.rows(); o++) {
            for (int c = 0; c < channels; c++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    turned[next++] = weights.get(o, pixel * channels + c);
                }
            }
        }
        return turned;
    }
}
