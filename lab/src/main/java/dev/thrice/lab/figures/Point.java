package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.ArrivalLaw;
import java.util.List;
import java.util.stream.IntStream;

/** A step size and a number of inference steps of FPA-PC. */
record Point(float stepSize, StepCount count) {
    /**
     * By what part of backpropagation's gradient each layer learns, as the closed form takes it. Points of the same parts have the
     * same training, bit by bit.
     *
     * @param chainLength L
     * @return a(k, t) for k = L - 1 .. 1
     */
    List<Float> arrived(int chainLength) {
        return IntStream.range(1, chainLength)
                .mapToObj(node -> (float) ArrivalLaw.arrived(chainLength - node, count.steps(), stepSize))
                .toList();
    }
}
