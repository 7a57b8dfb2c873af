package dev.thrice.peers;

import dev.thrice.lab.peers.Peer;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML, dense float matrices. */
public final class Ejml implements Peer {
    @Override
    public String name() {
        return "EJML";
    }

    @Override
    public Optional<String> unavailable() {
        return Loading.of(() -> CommonOps_FDRM.fill(new FMatrixRMaj(1, 1), 1f));
    }

    @Override
    public Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        FMatrixRMaj left = transposeA ? FMatrixRMaj.wrap(k, m, a) : FMatrixRMaj.wrap(m, k, a);
        FMatrixRMaj right = transposeB ? FMatrixRMaj.wrap(n, k, b) : FMatrixRMaj.wrap(k, n, b);
        FMatrixRMaj c = new FMatrixRMaj(m, n);
        return Optional.of(new Task() {
            @Override
            public void run() {
                if (transposeA && transposeB) {
                    CommonOps_FDRM.multTransAB(left, right, c);
                } else if (transposeA) {
                    CommonOps_FDRM.multTransA(left, right, c);
                } else if (transposeB) {
                    CommonOps_FDRM.multTransB(left, right, c);
                } else {
                    CommonOps_FDRM.mult(left, right, c);
                }
            }

            @Override
            public float[] result() {
                return c.data;
            }
        });
    }
}
