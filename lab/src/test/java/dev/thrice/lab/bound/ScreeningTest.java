package dev.thrice.lab.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Restless;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.Synthetic;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Runs on a machine whose speed is known, round by round. */
class ScreeningTest {
    private static final int ROUNDS = 40;

    private final NetworkResults steady =
            Synthetic.paper(3, 1).algorithms(1.5, 4).network();

    private NetworkResults slowed(List<Integer> forks, IntToDoubleFunction factor) {
        return Restless.slowed(steady, forks, factor);
    }

    private static Soundness soundness(NetworkResults network) {
        return Analysis.of(Synthetic.of(List.of(network), 3, ROUNDS)).soundness();
    }

    @Test
    void aSteadyMachineLosesNothing() {
        Screening screening = Screening.of(steady);
        assertEquals(steady, screening.network());
        assertEquals(0, screening.dropped());
        assertEquals(3 * ROUNDS, screening.rounds());
        assertTrue(screening.valid());
    }

    /** A quarter slower from round 24 on: 16 rounds of one fork go, whatever the ratios in them are. */
    @Test
    void roundsAtAnotherSpeedAreNotJudged() {
        NetworkResults network = slowed(List.of(2), round -> round < 24 ? 1 : 1.25);
        Screening screening = Screening.of(network);
        assertEquals(16, screening.dropped());
        assertTrue(screening.valid());
        assertEquals(List.of(), screening.unfit());
        assertEquals(
                steady.forks().get(1).nanos().get("backprop").subList(0, 24),
                screening.network().forks().get(1).nanos().get("backprop"));
        assertEquals(
                "13 % of the rounds are not judged: the reference kernel was more than 5 % off its usual time in them",
                soundness(network).remarks().getFirst().text());
    }

    /** Up by 2 % a round: no speed is the usual one for long. */
    @Test
    void aForkThatOnlyDriftsIsNotJudged() {
        Screening screening = Screening.of(slowed(List.of(2), round -> 1 + .02 * round));
        assertEquals(List.of(2), screening.unfit());
        assertTrue(screening.valid());
        assertEquals(
                List.of(1, 3),
                screening.network().forks().stream().map(Fork::number).toList());
    }

    @Test
    void aMachineThatDriftsInMostForksMakesTheRunInvalid() {
        NetworkResults network = slowed(List.of(1, 2), round -> 1 + .02 * round);
        Screening screening = Screening.of(network);
        assertFalse(screening.valid());
        assertEquals(network, screening.network());
        Soundness soundness = soundness(network);
        assertFalse(soundness.valid());
        assertEquals(
                "the machine's speed changed while it was measured: the reference kernel drifted in fork 1, 2 of 3 on network "
                        + network.name(),
                soundness.invalid());
    }

    /** Half of the rounds 30 % slower, at random, and there backprop's share is another: the verdicts are the steady rounds'. */
    @Test
    void whatHappensAtAnotherSpeedDoesNotMoveARatio() {
        Random random = new Random(1);
        double[] factors =
                random.doubles(ROUNDS).map(draw -> draw < .4 ? 1.3 : 1).toArray();
        Results results = Synthetic.of(List.of(slowed(List.of(1, 2, 3), round -> factors[round])), 3, ROUNDS);
        Results expected = Synthetic.of(List.of(steady), 3, ROUNDS);
        assertEquals(backprop(expected), backprop(results), .01);
        assertTrue(Analysis.of(results).soundness().valid());
    }

    private static double backprop(Results results) {
        return Analysis.of(results).claims().stream()
                .filter(claim -> claim.equation().equals("(2.6)"))
                .findFirst()
                .orElseThrow()
                .effect()
                .value();
    }
}
