package dev.thrice.lab.results;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.output.Expect;
import dev.thrice.lab.info.Environment;
import java.util.List;

/**
 * Everything a measurement found, raw.
 *
 * @param format {@link #FORMAT}, by which a file is known to be ours
 * @param version of this layout, {@link #VERSION}
 * @param partial whether the measurement was stopped before its plan was through
 * @param thrice version of the program
 * @param commit of its source; "unknown" if it was not built from a repository
 * @param started when, in ISO 8601
 * @param data where the batch came from
 * @param realData whether it is MNIST; false for generated digits
 * @param network which one the first is: {@link #OF_THE_PAPER}, or what tells one of the user's own from any other
 * @param environment machine and kernels
 * @param plan what was to be measured
 * @param networks measured, at least one; the first is the one the others vary
 * @param ranks the first network's errors over ranks; null where mpirun started none
 */
public record Results(
        String format,
        int version,
        boolean partial,
        String thrice,
        String commit,
        String started,
        String data,
        boolean realData,
        String network,
        Environment environment,
        Plan plan,
        List<NetworkResults> networks,
        @JsonSetter(nulls = Nulls.SET) RankTimes ranks) {
    /** What every document says it is. */
    public static final String FORMAT = "thrice validate";

    /** The version this program writes and reads. */
    public static final int VERSION = 6;

    /** The network of who brought none. */
    public static final String OF_THE_PAPER = "the paper's";

    /**
     * What was to be measured. The same plan on the same machine gives the same runs in the same order.
     *
     * @param seed of parameters, batch and order
     * @param forks fresh JVMs
     * @param rounds of each fork
     * @param warmUpSeconds of each fork
     */
    public record Plan(long seed, int forks, int rounds, double warmUpSeconds) {
        /** Checks the numbers. */
        public Plan {
            Expect.atLeast("forks", forks, 1);
            Expect.atLeast("rounds", rounds, 1);
            Expect.atLeast("seconds of warming up", warmUpSeconds, 0.);
        }
    }

    /** Copies the list. */
    public Results {
        networks = List.copyOf(networks);
    }

    /**
     * Whether the first network is one of the user's own.
     *
     * @return false for the paper's
     */
    public boolean ownNetwork() {
        return !network.equals(OF_THE_PAPER);
    }

    /**
     * The same with other networks, of other forks for example.
     *
     * @param incomplete whether the plan was not through
     * @param others in place of these networks
     * @return a copy
     */
    public Results with(boolean incomplete, List<NetworkResults> others) {
        return with(incomplete, others, ranks);
    }

    /**
     * The same with what ranks took.
     *
     * @param times of the first network's errors; null if no ranks were started
     * @return a copy
     */
    public Results with(RankTimes times) {
        return with(partial, networks, times);
    }

    private Results with(boolean incomplete, List<NetworkResults> others, RankTimes times) {
        return new Results(
                format,
                version,
                incomplete,
                thrice,
                commit,
                started,
                data,
                realData,
                network,
                environment,
                plan,
                others,
                times);
    }
}
