package dev.thrice.engine.execution;

import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;

/** Some elements of a parameter, which one worker moves: their gradient, what the optimizer keeps of them, and its update. */
final class ParameterSlice {
    private final Kernels kernels;
    private final TensorArena arena;
    private final int layer;
    private final Tensor theta;
    private final Tensor gradient;
    private final List<Tensor> moments;
    private final Optimizer.Update update;
    private final float rate;
    private final float safeBelow;
    private List<Tensor> copies; // of theta, then of the moments

    ParameterSlice(
            Kernels kernels,
            TensorArena arena,
            int layer,
            Tensor theta,
            Tensor gradient,
            List<Tensor> moments,
            Optimizer.Update update,
            float rate) {
        this.kernels = kernels;
        this.arena = arena;
        this.layer = layer;
        this.theta = theta;
        this.gradient = gradient;
        this.moments = moments;
        this.update = update;
        this.rate = rate;
        safeBelow = update.safeBelow();
    }

    /** The index of the function whose parameter it is of. */
    int layer() {
        return layer;
    }

    /** Whether the gradient is so small that the next step is safe, if all before were. */
    boolean hasSafeGradient() {
        return kernels.allBelow(safeBelow, gradient);
    }

    boolean hasFiniteGradient() {
        return kernels.allFinite(gradient);
    }

    /** Gets ready to write what others have read. */
    void claim() {
        theta.claim();
    }

    /** Makes a step, at its learning rate times a factor. */
    void run(long step, double factor) {
        update.run(step, (float) (rate * factor));
    }

    boolean isFinite() {
        return kernels.allFinite(theta);
    }

    boolean hasFiniteMoments() {
        for (Tensor moment : moments) {
            if (!kernels.allFinite(moment)) {
                return false;
            }
        }
        return true;
    }

    /** Copies what the next step writes, to memory that is taken the first time. */
    void save() {
        if (copies == null) {
            List<Tensor> written = new ArrayList<>();
            for (int i = 0; i <= moments.size(); i++) {
                written.add(Tensor.allocate(arena, theta.rows(), theta.columns()));
            }
            copies = written;
        }
        copies.get(0).copyFrom(theta);
        for (int i = 0; i < moments.size(); i++) {
            copies.get(i + 1).copyFrom(moments.get(i));
        }
    }

    /** Undoes what was written since {@link #save}. */
    void restore() {
        theta.copyFrom(copies.get(0));
        for (int i = 0; i < moments.size(); i++) {
            moments.get(i).copyFrom(copies.get(i + 1));
        }
    }
}
