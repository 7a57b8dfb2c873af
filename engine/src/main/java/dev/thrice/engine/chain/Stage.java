package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Consecutive functions f_first .. f_(end-1) of a chain that several processes compute together, each a stage of its own with the parameters
 * of its functions. Neighbours share a node: the stage below computes its prediction, and the cotangent of its error; the stage above has
 * its value and its error.
 *
 * @param whole all of the chain
 * @param first index of the first function
 * @param end index after the last function
 */
public record Stage(Chain whole, int first, int end) {
    /**
     * Checks the indices.
     *
     * @throws IllegalArgumentException if there is no function in it, one that the chain has not, or the chain has skips and this is not
     *     all of it
     */
    public Stage {
        if (first < 0 || end <= first || end > whole.length()) {
            throw new IllegalArgumentException("stage: layers " + first + " to " + (end - 1)
                    + ", expected at least one, of 0 to " + (whole.length() - 1));
        }
        boolean shared = whole.functions().stream()
                .anyMatch(function -> function.sharedParameters().isPresent());
        if (shared && end - first < whole.length()) {
            throw new IllegalArgumentException("stage: chain " + whole
                    + ", expected one whose layers share no parameters, since each stage moves its own");
        }
        if (!whole.skips().isEmpty() && end - first < whole.length()) {
            throw new IllegalArgumentException("stage: chain " + whole
                    + ", expected one without skips, since errors pass from a stage to the next alone");
        }
    }

    /**
     * All of a chain.
     *
     * @param chain that is not divided
     * @return its only stage
     */
    public static Stage whole(Chain chain) {
        return new Stage(chain, 0, chain.length());
    }

    /**
     * Divides a chain into stages of about the same work: a function belongs to the stage in whose part of the work its middle is, and each
     * stage has at least one.
     *
     * @param chain without skips
     * @param stages how many, at most the number of functions
     * @param work of a function, by its index
     * @return the stages, from the input up
     * @throws IllegalArgumentException if there are fewer functions than stages, or skips
     */
    public static List<Stage> divide(Chain chain, int stages, IntToDoubleFunction work) {
        if (stages < 1 || stages > chain.length()) {
            throw new IllegalArgumentException(
                    "stages: " + stages + ", expected 1 to " + chain.length() + ", the number of layers of " + chain);
        }
        double[] works = IntStream.range(0, chain.length()).mapToDouble(work).toArray();
        List<Stage> all = new ArrayList<>();
        int first = 0;
        for (int left = stages - 1; left >= 0; left--) {
            int end = Math.clamp(within(works, 1 - (double) left / stages), first + 1, chain.length() - left);
            all.add(new Stage(chain, first, end));
            first = end;
        }
        return all;
    }

    /**
     * As {@link #divide(Chain, int, IntToDoubleFunction)}, by the WORK of a training step: of each function a forward pass and the
     * parameter-VJPs, and of all but the first as many input-VJPs, and predictions, as an inference makes steps.
     *
     * @param chain without skips
     * @param stages how many, at most the number of functions
     * @param inferenceSteps T
     * @param predicts whether predictions follow the values
     * @return the stages, from the input up
     * @throws IllegalArgumentException if there are fewer functions than stages, or skips
     */
    public static List<Stage> divide(Chain chain, int stages, int inferenceSteps, boolean predicts) {
        return divide(chain, stages, l -> {
            ElementaryFunction function = chain.function(l);
            double forward = function.forwardFlops(1);
            double step = l == 0 ? 0 : function.inputVjpFlops(1) + (predicts ? forward : 0);
            return forward + function.parameterVjpFlops(1) + inferenceSteps * step;
        });
    }

    /** How many functions have their middle within a part of the work, from the first on. */
    private static int within(double[] works, double part) {
        double most = part * Arrays.stream(works).sum();
        double before = 0;
        int count = 0;
        for (double work : works) {
            count += before + work / 2 <= most ? 1 : 0;
            before += work;
        }
        return count;
    }

    /**
     * Whether another stage computes this one's input.
     *
     * @return false if it is the chain's
     */
    public boolean hasBelow() {
        return first > 0;
    }

    /**
     * Whether another stage takes this one's output.
     *
     * @return false if it is the chain's
     */
    public boolean hasAbove() {
        return end < whole.length();
    }

    /**
     * Whether there are other stages.
     *
     * @return false if it is all of the chain
     */
    public boolean isPart() {
        return hasBelow() || hasAbove();
    }

    /**
     * The functions as a chain of their own. Under another stage it begins with one more, which hands on what that predicts: so node 1 is
     * the node that both share, and has a value and an error here.
     *
     * @return the whole chain, if this is all of it
     */
    public Chain chain() {
        if (!isPart()) {
            return whole;
        }
        List<ElementaryFunction> functions = new ArrayList<>();
        if (hasBelow()) {
            functions.add(new Handover(whole.width(first)));
        }
        functions.addAll(whole.functions().subList(first, end));
        return new Chain(functions, hasAbove() ? Loss.SQUARED_ERROR : whole.loss());
    }

    /**
     * Which node of the whole chain a node of {@link #chain()} is.
     *
     * @param node l of this stage; 0, under another, is the node below that which both share
     * @return l of the whole
     */
    public int node(int node) {
        return node + layersBelow();
    }

    /**
     * Which function of the whole chain a function of {@link #chain()} is.
     *
     * @param layer l of this stage
     * @return l of the whole
     */
    public int layer(int layer) {
        return layer + layersBelow();
    }

    /** Where this stage's function 0 would be. */
    private int layersBelow() {
        return hasBelow() ? first - 1 : 0;
    }

    /**
     * This stage's parameters among those of the whole chain.
     *
     * @param all of the whole chain
     * @return those of {@link #chain()}, the same tensors
     * @throws IllegalArgumentException if they are another chain's
     */
    public Parameters of(Parameters all) {
        all.requireOf(whole);
        List<List<Tensor>> own = new ArrayList<>(hasBelow() ? List.of(List.of()) : List.of());
        for (int l = first; l < end; l++) {
            own.add(all.of(l));
        }
        return new Parameters(chain(), own);
    }

    /** Such as "layers 0 to 9 of 784 - 256 x 20 - 10". */
    @Override
    public String toString() {
        return "layers " + first + " to " + (end - 1) + " of " + whole;
    }
}
