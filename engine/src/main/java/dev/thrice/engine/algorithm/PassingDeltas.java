package dev.thrice.engine.algorithm;

import dev.thrice.kernels.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory that the cotangents of all hidden nodes pass through, a worker's one after the other. Shares of the batch that lie side
 * by side have the memory of different nodes, where two are as wide as any: the hardware's prefetch runs on beyond the rows that
 * one worker reads and takes the next lines from the worker that has just written them.
 */
final class PassingDeltas {
    private final NodeTensors nodes;
    private final Map<Integer, Tensor> byFirstRow = new HashMap<>();

    /**
     * In the memory of nodes that keep their cotangents.
     *
     * @param nodes of the inference
     */
    PassingDeltas(NodeTensors nodes) {
        this.nodes = nodes;
    }

    /**
     * The memory of a share.
     *
     * @param first index of its first sample
     * @param count of its samples
     * @return [count x widest hidden node], always the same for a share
     */
    Tensor rows(int first, int count) {
        List<Tensor> widest = nodes.widestDeltas();
        return byFirstRow
                .computeIfAbsent(first, share -> widest.get(byFirstRow.size() % widest.size()))
                .rows(first, count);
    }
}
