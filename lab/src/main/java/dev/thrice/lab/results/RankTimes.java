package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;
import java.util.List;
import java.util.stream.Stream;

/**
 * Errors of the first network, with the feedforward pass, by layers on ranks that mpirun started and by backpropagation in one process, by
 * turns.
 *
 * @param library of MPI, such as "Open MPI v4.1.4"
 * @param ranks each of which has some of the layers
 * @param messageNanos ns that a node's errors take from one rank to the next
 * @param backprop ns a run of backpropagation by one process, one a round
 * @param fpa of FPA-PC on the ranks, in the same rounds
 * @param zIl of Z-IL on the ranks, in the same rounds
 */
public record RankTimes(
        String library, int ranks, double messageNanos, List<Double> backprop, List<Double> fpa, List<Double> zIl) {
    /** Checks the numbers, and copies the lists. */
    public RankTimes {
        Expect.atLeast("ranks", ranks, 2);
        Expect.above0("ns of a message", messageNanos);
        Expect.atLeast("rounds by ranks", backprop.size(), 1);
        Expect.equal("rounds of FPA-PC by ranks", fpa.size(), backprop.size());
        Expect.equal("rounds of Z-IL by ranks", zIl.size(), backprop.size());
        Stream.of(backprop, fpa, zIl)
                .flatMap(List::stream)
                .forEach(nanos -> Expect.above0("ns of a run by ranks", nanos));
        backprop = List.copyOf(backprop);
        fpa = List.copyOf(fpa);
        zIl = List.copyOf(zIl);
    }
}
