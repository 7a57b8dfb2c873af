package dev.thrice.peers;

import dev.ludovic.netlib.blas.JavaBLAS;
import dev.thrice.lab.peers.Peer;
import java.util.Optional;

/** dev.ludovic.netlib, BLAS on the Vector API. Its matrices are columns after columns: C^T = op(B)^T op(A)^T. */
public final class VectorBlas implements Peer {
    @Override
    public String name() {
        return "VectorBLAS";
    }

    @Override
    public Optional<String> unavailable() {
        Optional<String> failure = Loading.of(JavaBLAS::getInstance);
        if (failure.isPresent()) {
            return failure;
        }
        String found = JavaBLAS.getInstance().getClass().getSimpleName();
        return found.equals("VectorBLAS") ? Optional.empty() : Optional.of("it chose " + found);
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        JavaBLAS blas = JavaBLAS.getInstance();
        String opB = transposeB ? "T" : "N";
        String opA = transposeA ? "T" : "N";
        int rowOfB = transposeB ? k : n;
        int rowOfA = transposeA ? m : k;
        float[] c = new float[m * n];
        return Optional.of(new Task() {
            @Override
            public void run() {
                blas.sgemm(opB, opA, n, m, k, 1f, b, rowOfB, a, rowOfA, 0f, c, n);
            }

            @Override
            public float[] result() {
                return c;
            }
        });
    }
}
