package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.gate.command.jmh.JmhBenchmark.Annotated;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines as JMH 1.37 writes them. */
class ListLineTest {
    private static final String BARE = "JMH S 6 a.Sums S 32 a.jmh_generated.Sums_sum_jmhTest S 3 sum S 10 Throughput"
            + " E A 1 1 1 E E E E E E E E E E E E E E E E E ";

    private static final String FULL =
            "JMH S 6 a.Sums S 33 a.jmh_generated.Sums_make_jmhTest S 4 make S 14 SingleShotTime"
                    + " I 1 2 A 2 1 1 1 3 L 2 1 x 3 y z I 1 3 T 6 100 ms E I 1 7 T 5 2 min E I 1 2 E E E E"
                    + " L 2 8 -Xmx100m 7 -Da=b c M 1 4 size 2 8 xAAMAA== 8 hBALAIGA U 11 NANOSECONDS E E ";

    private static Map<Annotated, String> annotated(
            String threads, String groups, String batch, String operations, String warmUps, String runs, String jvm) {
        return Map.of(
                Annotated.THREADS, threads,
                Annotated.GROUP_THREADS, groups,
                Annotated.BATCH, batch,
                Annotated.OPERATIONS, operations,
                Annotated.WARM_UPS, warmUps,
                Annotated.ITERATIONS, runs,
                Annotated.JVM, jvm);
    }

    @Test
    void whatIsNotAnnotatedIsNull() {
        assertEquals(
                new JmhBenchmark(
                        "a.Sums.sum",
                        null,
                        null,
                        null,
                        annotated("1", "1", "1", "1", "as usual", "as usual", "as usual")),
                ListLine.read(BARE));
    }

    @Test
    void whatIsAnnotatedIsRead() {
        assertEquals(
                new JmhBenchmark(
                        "a.Sums.make", .1, 120.0, 2, annotated("2", "1,3", "1", "1", "3", "7", "-Xmx100m -Da=b c")),
                ListLine.read(FULL));
    }

    @Test
    void whateverElseItIsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ListLine.read("a.Sums===,===sum"));
        int needed = FULL.indexOf(" E E E E L");
        for (int length = 0; length < needed; length++) {
            String cut = FULL.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> ListLine.read(cut), cut);
        }
    }
}
