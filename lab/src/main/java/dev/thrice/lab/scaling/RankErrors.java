package dev.thrice.lab.scaling;

import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.results.RankTimes;
import dev.thrice.mpi.Mpi;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Errors by layers on ranks beside those of backpropagation in one process, which is what (3.32) and (3.36) compare. */
public final class RankErrors {
    private static final Set<Contender> CONTENDERS =
            EnumSet.range(Contender.BACKPROP_ERRORS, Contender.Z_IL_ERRORS_ON_RANKS);

    private RankErrors() {}

    /**
     * Times them by turns; for all ranks to call.
     *
     * @param mpi of this rank, one of two or more
     * @param kernels that compute
     * @param chain of as many functions as there are ranks or more
     * @param batch samples, as many as there are ranks or more
     * @param rounds of each
     * @return the times, on rank 0; null on others
     */
    public static RankTimes time(Mpi mpi, Kernels kernels, Chain chain, int batch, int rounds) {
        try (ScalingRace race = new ScalingRace(mpi, kernels, chain, batch)) {
            Map<Contender, double[]> seconds = race.run(CONTENDERS, rounds);
            double message = race.message();
            return mpi.rank() > 0 ? null : of(mpi.library(), mpi.size(), message, seconds);
        }
    }

    /** Of seconds. */
    static RankTimes of(String library, int ranks, double message, Map<Contender, double[]> seconds) {
        return new RankTimes(
                library,
                ranks,
                1e9 * message,
                nanos(seconds.get(Contender.BACKPROP_ERRORS)),
                nanos(seconds.get(Contender.FPA_ERRORS)),
                nanos(seconds.get(Contender.FPA_ERRORS_ON_RANKS)),
                nanos(seconds.get(Contender.Z_IL_ERRORS)),
                nanos(seconds.get(Contender.Z_IL_ERRORS_ON_RANKS)));
    }

    private static List<Double> nanos(double... seconds) {
        return Arrays.stream(seconds).map(each -> 1e9 * each).boxed().toList();
    }
}
