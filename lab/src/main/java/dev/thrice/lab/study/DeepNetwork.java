package dev.thrice.lab.study;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.lab.learn.DepthOptions;

/** How a deep perceptron is built and drawn. */
enum DeepNetwork {
    UNIFORM("plain, uniform", 0, Initialization.UNIFORM),
    GLOROT("plain, Glorot", 0, Initialization.GLOROT),
    HE("plain, He", 0, Initialization.HE),
    ORTHOGONAL("plain, orthogonal", 0, Initialization.ORTHOGONAL),
    RESIDUAL_UNIFORM("residual, uniform", 1, Initialization.UNIFORM),
    RESIDUAL_SCALED("residual, depth-scaled", 1, Initialization.DEPTH_SCALED);

    private final String title;
    private final int skip;
    private final Initialization initialization;

    DeepNetwork(String title, int skip, Initialization initialization) {
        this.title = title;
        this.skip = skip;
        this.initialization = initialization;
    }

    /** Of hidden tanh layers of one width. */
    Chain chain(int features, int hiddenLayers, int width, int classes) {
        return DepthOptions.residual(Chain.multilayerPerceptron(features, hiddenLayers, width, classes), skip);
    }

    Initialization initialization() {
        return initialization;
    }

    @Override
    public String toString() {
        return title;
    }
}
