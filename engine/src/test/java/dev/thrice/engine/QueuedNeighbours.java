package dev.thrice.engine;

import dev.thrice.engine.execution.Neighbours;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Neighbours that are other threads of this process: copies go through queues. */
final class QueuedNeighbours implements Neighbours {
    private static final int PATIENCE_SECONDS = 20;

    private final ConcurrentHashMap<String, LinkedBlockingQueue<float[]>> queues;
    private final int stage;
    private final Map<String, Integer> planned = new HashMap<>();

    /** Of a stage, with queues that all stages have. */
    QueuedNeighbours(ConcurrentHashMap<String, LinkedBlockingQueue<float[]>> queues, int stage) {
        this.queues = queues;
        this.stage = stage;
    }

    @Override
    public Transfer send(Side to, List<Tensor> pieces) {
        LinkedBlockingQueue<float[]> queue = queue(stage, to == Side.ABOVE ? stage + 1 : stage - 1);
        return new Transfer() {
            @Override
            public void start() {
                List<Float> all = new ArrayList<>();
                for (Tensor piece : pieces) {
                    for (float value : piece.toArray()) {
                        all.add(value);
                    }
                }
                float[] copy = new float[all.size()];
                for (int i = 0; i < copy.length; i++) {
                    copy[i] = all.get(i);
                }
                queue.add(copy);
            }

            @Override
            public void await() {}
        };
    }

    @Override
    public Transfer receive(Side from, Tensor whole) {
        LinkedBlockingQueue<float[]> queue = queue(from == Side.ABOVE ? stage + 1 : stage - 1, stage);
        return new Transfer() {
            @Override
            public void start() {}

            @Override
            public void await() {
                try {
                    float[] values = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    if (values == null) {
                        throw new IllegalStateException("stage " + stage + ": nothing came");
                    }
                    whole.copyFrom(values);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** The queue of a message, by its number among those that the two stages have planned this way. */
    private LinkedBlockingQueue<float[]> queue(int from, int to) {
        String route = from + " to " + to;
        String message = route + ", " + planned.merge(route, 1, Integer::sum);
        return queues.computeIfAbsent(message, key -> new LinkedBlockingQueue<>());
    }

    /** Whether all that was sent has been received. */
    static boolean areEmpty(ConcurrentHashMap<String, LinkedBlockingQueue<float[]>> queues) {
        return queues.values().stream().allMatch(LinkedBlockingQueue::isEmpty);
    }
}
