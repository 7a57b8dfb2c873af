package dev.thrice.peers;

import dev.thrice.lab.peers.Peer;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The Vector API's own operations on lanes, which are SVML's on x86. */
public final class Svml implements Peer {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    @Override
    public String name() {
        return "lanewise";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Optional<Task> tanh(float[] x) {
        float[] y = new float[x.length];
        return Optional.of(new Task() {
            @Override
            public void run() {
                for (int i = 0; i < x.length; i += SPECIES.length()) {
                    FloatVector.fromArray(SPECIES, x, i)
                            .lanewise(VectorOperators.TANH)
                            .intoArray(y, i);
                }
            }

            @Override
            public float[] result() {
                return y;
            }
        });
    }
}
