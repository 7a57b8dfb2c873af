package dev.thrice.peers;

import dev.thrice.lab.peers.Peer;
import java.util.Optional;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

/** ojAlgo, stores of floats, on one thread. */
public final class OjAlgo implements Peer {
    @Override
    public String name() {
        return "ojAlgo";
    }

    @Override
    public Optional<String> unavailable() {
        return Loading.of(() -> OjAlgoUtils.limitThreadsTo(1));
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        MatrixStore<Double> left = transposeA ? store(k, m, a).transpose() : store(m, k, a);
        MatrixStore<Double> right = transposeB ? store(n, k, b).transpose() : store(k, n, b);
        R032Store c = R032Store.FACTORY.make(m, n);
        return Optional.of(new Task() {
            @Override
            public void run() {
                c.fillByMultiplying(left, right);
            }

            @Override
            public float[] result() {
                float[] values = new float[m * n];
                for (int i = 0; i < values.length; i++) {
                    values[i] = c.floatValue(i / n, i % n);
                }
                return values;
            }
        });
    }

    private static R032Store store(int rows, int columns, float[] values) {
        R032Store store = R032Store.FACTORY.make(rows, columns);
        for (int i = 0; i < values.length; i++) {
            store.set(i / columns, i % columns, values[i]);
        }
        return store;
    }
}
