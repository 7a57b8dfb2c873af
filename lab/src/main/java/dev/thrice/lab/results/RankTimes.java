package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Errors of the first network, with the feedforward pass, by layers on ranks that mpirun started and by backpropagation in one process, by
 * turns.
 *
 * @param library of MPI, such as "Open MPI v4.1.4"
 * @param ranks each of which has some of the layers
 * @param messageNanos ns that a node's errors take from one rank to the next
 * @param backprop ns a run of backpropagation by one process, one a round
 * @param fpaByOne of FPA-PC by one process, in the same rounds
 * @param fpa of FPA-PC on the ranks, likewise
 * @param zIlByOne of Z-IL by one process, likewise
 * @param zIl of Z-IL on the ranks, likewise
 */
public record RankTimes(
        String library,
        int ranks,
        double messageNanos,
        List<Double> backprop,
        List<Double> fpaByOne,
        List<Double> fpa,
        List<Double> zIlByOne,
        List<Double> zIl) {
    private static final double RESTLESS = 2;

    /** Checks the numbers, and copies the lists. */
    public RankTimes {
        Expect.atLeast("ranks", ranks, 2);
        Expect.above0("ns of a message", messageNanos);
        Expect.atLeast("rounds by ranks", backprop.size(), 1);
        backprop = List.copyOf(backprop);
        fpaByOne = List.copyOf(fpaByOne);
        fpa = List.copyOf(fpa);
        zIlByOne = List.copyOf(zIlByOne);
        zIl = List.copyOf(zIl);
        for (List<Double> rounds : List.of(backprop, fpaByOne, fpa, zIlByOne, zIl)) {
            Expect.equal("rounds of one algorithm", rounds.size(), backprop.size());
            rounds.forEach(nanos -> Expect.above0("ns of a run", nanos));
        }
    }

    /**
     * The rounds in which ranks were at work at once: they took no more than twice what one process takes for the same, and the messages, two of
     * which a step waits for at most. A rank that is kept from its processor keeps all others waiting, and what that takes is nothing that the
     * paper speaks of.
     *
     * @param length L
     * @return their numbers, from 0
     */
    public int[] roundsAtOnce(int length) {
        double messages = (2. * (length - 1) + ranks) * messageNanos;
        return IntStream.range(0, backprop.size())
                .filter(round -> fpa.get(round) <= RESTLESS * (fpaByOne.get(round) + messages)
                        && zIl.get(round) <= RESTLESS * (zIlByOne.get(round) + messages))
                .toArray();
    }
}
