package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.chain.Answer;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final float NAN = Float.NaN;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    /** The labels for which a row is right. */
    private static List<Integer> rightFor(float... scores) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor tensor = Tensor.allocate(arena, 1, scores.length).copyFrom(scores);
            List<Integer> right = new ArrayList<>();
            for (int label = 0; label < scores.length; label++) {
                if (Answer.isRight(tensor, 0, label)) {
                    right.add(label);
                }
            }
            assertEquals(right.isEmpty() ? -1 : right.getFirst(), Answer.of(tensor, 0));
            return right;
        }
    }

    @Test
    void theLargestScoreIsTheAnswerAndOfEqualOnesTheFirst() {
        assertEquals(List.of(1), rightFor(-3, 2, 1));
        assertEquals(List.of(2), rightFor(-3, -2, -1));
        assertEquals(List.of(1), rightFor(1, 2, 2));
        assertEquals(List.of(0), rightFor(0f, -0f, 0f));
        assertEquals(List.of(0), rightFor(5));
    }

    @Test
    void aRowWithNaNIsNoAnswer() {
        assertEquals(List.of(), rightFor(NAN, NAN, NAN));
        assertEquals(List.of(), rightFor(NAN, 2, 1));
        assertEquals(List.of(), rightFor(3, 2, NAN));
        assertEquals(List.of(), rightFor(INFINITE, 2, NAN));
        assertEquals(List.of(), rightFor(NAN));
    }

    @Test
    void oneInfinityIsAnAnswerAndSeveralAreNone() {
        assertEquals(List.of(1), rightFor(-3, INFINITE, 1));
        assertEquals(List.of(1), rightFor(-INFINITE, 1, -INFINITE));
        assertEquals(List.of(), rightFor(INFINITE, 1, INFINITE));
        assertEquals(List.of(), rightFor(-INFINITE, -INFINITE));
    }

    @Test
    void aNetworkThatHasBecomeNaNHasNothingRight() {
        try (Network network = new Network(Chain.multilayerPerceptron(4, 1, 5, 3), 8, Kernels.select("scalar"), 1)) {
            network.parameters().bias(1).set(0, 2, NAN);
            network.forward(); // all labels are 0
            assertEquals(0, network.correct(8));
        }
    }
}
