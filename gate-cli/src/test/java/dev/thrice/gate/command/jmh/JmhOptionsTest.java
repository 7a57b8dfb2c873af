package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmhOptionsTest {
    private static JmhOptions options(String words) {
        return new JmhOptions(words.isEmpty() ? List.of() : List.of(words.split(" ")));
    }

    @Test
    void benchmarksAreSelectedAsByJmh() {
        assertTrue(options("").select("a.Sums.sum"));
        JmhOptions some = options("Sums other -e make,drop");
        assertTrue(some.select("a.Sums.sum") && some.select("b.C.other"));
        assertFalse(some.select("a.Sums.make") || some.select("a.Sums.drop") || some.select("b.C.d"));
        assertTrue(options("^a[.]Sums[.]sum$").select("a.Sums.sum"));
        assertFalse(options("-e=sum").select("a.Sums.sum"));
    }

    @ParameterizedTest
    @CsvSource({
        "'-p size=1,2 Sums -t max', '-p size=1,2 -t max'",
        "'-gc true Sums -w 2', '-gc true -w 2'",
        "'-gc Sums -si', '-gc -si'",
        "'-bm=avgt -e x -jvmArgs -Xmx1g', '-bm avgt -jvmArgs -Xmx1g'",
        "'', ''",
    })
    void whatElseThereIsIsPassedOn(String words, String passedOn) {
        assertEquals(passedOn, String.join(" ", options(words).passedOn()));
    }

    @ParameterizedTest
    @CsvSource({
        "-f 3, '-f is the gate''s to say, expected --forks'",
        "-rff x, '-rff is the gate''s to say'",
        "-l, '-l runs no benchmark'",
        "-p, '-p has no value'",
        "Sums[, 'benchmarks ''Sums['': '",
        "-e (x, 'benchmarks ''(x'': '",
    })
    void whatIsWrongIsNamed(String words, String message) {
        String said = assertThrows(UsageError.class, () -> options(words)).getMessage();
        assertTrue(said.contains(message), said);
    }
}
