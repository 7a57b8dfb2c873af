package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.Synthetic;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForksTest {
    private static NetworkResults network(String name, long seed) {
        return new Synthetic(name, 1, 3, seed).function("64 x 64", 1, 1_000).network();
    }

    private static Results fork(long seed, String... names) {
        return Synthetic.of(
                List.of(names).stream().map(name -> network(name, seed)).toList(), 1, 3);
    }

    @Test
    void forksOfTheSameNetworksAreOneResult() {
        Results first = fork(1, "main", "deep");
        Results second = fork(2, "main", "deep");
        Results begun = Forks.merged(null, first, 2);
        assertTrue(begun.partial(), "one of two forks");
        Results whole = Forks.merged(begun, second, 2);
        assertFalse(whole.partial());
        assertEquals(
                List.of("main", "deep"),
                whole.networks().stream().map(NetworkResults::name).toList());
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    List.of(
                            first.networks().get(i).forks().getFirst(),
                            second.networks().get(i).forks().getFirst()),
                    whole.networks().get(i).forks());
        }
    }

    @Test
    void aForkOnOtherDataIsRefused() {
        Results first = fork(1, "main");
        Results other = new Results(
                first.format(),
                first.version(),
                false,
                first.thrice(),
                first.commit(),
                first.started(),
                "own data 0123: /x",
                false,
                first.network(),
                first.environment(),
                first.plan(),
                fork(2, "main").networks(),
                null);
        UserError e = assertThrows(UserError.class, () -> Forks.merged(first, other, 2));
        assertTrue(e.getMessage().startsWith("a fork measured on own data 0123: /x, expected made up"), e.getMessage());
    }

    @Test
    void whatAStoppedForkHadIsCountedInAndSaidToBePartial() {
        Results stopped = fork(2, "main").with(true, List.of(network("main", 2)));
        Results together = Forks.merged(Forks.merged(null, fork(1, "main", "deep"), 2), stopped, 2);
        assertTrue(together.partial());
        assertEquals(2, together.networks().getFirst().forks().size());
        assertEquals(1, together.networks().getLast().forks().size());
    }
}
