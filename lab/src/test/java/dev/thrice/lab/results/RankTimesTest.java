package dev.thrice.lab.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankTimesTest {
    /** Of 3 functions, by 2 ranks: two steps of two messages and two more, 60 ns, so that 2 (100 + 60) are the most. */
    @Test
    void aRoundMayTakeTwiceWhatOneProcessTakesWithTheMessages() {
        List<Double> one = Collections.nCopies(4, 100.);
        RankTimes times = new RankTimes(
                "made up", 2, 10, one, one, List.of(320., 321., 100., 5.), one, List.of(1., 1., 321., 320.));
        assertArrayEquals(new int[] {0, 3}, times.roundsAtOnce(3));
    }
}
