package dev.thrice.peers;

import dev.thrice.lab.peers.Peer;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J with its native backend, on one thread. */
public final class Nd4jNative implements Peer {
    @Override
    public String name() {
        return "ND4J";
    }

    @Override
    public Optional<String> unavailable() {
        return Loading.of(() -> {
            Nd4j.getEnvironment().setMaxThreads(1);
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            Nd4j.factory().blas().setMaxThreads(1); // else it sets every OpenBLAS of the process to all cores
            product(1, 1, 1, false, false, new float[1], new float[1])
                    .orElseThrow()
                    .run();
        });
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        INDArray left = transposeA ? matrix(k, m, a) : matrix(m, k, a);
        INDArray right = transposeB ? matrix(n, k, b) : matrix(k, n, b);
        INDArray c = Nd4j.createUninitialized(new long[] {m, n}, 'f');
        return Optional.of(new Task() {
            @Override
            public void run() {
                Nd4j.gemm(left, right, c, transposeA, transposeB, 1, 0);
            }

            @Override
            public float[] result() {
                return c.dup('c').data().asFloat();
            }
        });
    }

    private static INDArray matrix(int rows, int columns, float[] values) {
        return Nd4j.create(values, new int[] {rows, columns}, 'c');
    }
}
