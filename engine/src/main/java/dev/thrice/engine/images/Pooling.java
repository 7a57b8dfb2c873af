package dev.thrice.engine.images;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Optional;

/** What a window sees, channel by channel, as one number, without parameters or an activation. */
interface Pooling extends ImageFunction {
    /**
     * The window.
     *
     * @return what each output pixel sees
     */
    Window window();

    @Override
    default long forwardFlops(int batch) {
        return (long) batch * outputs() * window().height() * window().width();
    }

    @Override
    default long parameterVjpFlops(int batch) {
        return 0;
    }

    @Override
    default Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return Activation.IDENTITY.cotangent(kernels, null, y.value(), e, delta);
    }

    @Override
    default Optional<Epilogue> cotangentEpilogue() {
        return Activation.IDENTITY.cotangentEpilogue();
    }
}
