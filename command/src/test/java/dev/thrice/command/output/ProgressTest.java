package dev.thrice.command.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    /** What is said beside it takes from the bar; a line that stays is whole, and covers what was there. */
    @Test
    void aBarFitsATerminalOf80Columns() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Progress progress = Progress.onTerminal("training", 8_590_000, new PrintStream(said, true, UTF_8))) {
            progress.advance(4_295_000);
            progress.show("loss 12.345, 1234567 samples/s, " + "and so on ".repeat(20));
            progress.print("2      1.2875");
        }
        List<String> lines = List.of(said.toString(UTF_8).split("[\r\n]+"));
        assertTrue(lines.stream().allMatch(line -> line.length() < 80), lines::toString);
        assertTrue(lines.contains(String.format("%-79s", "2      1.2875")), lines::toString);
        assertTrue(lines.getLast().contains("loss 12.345, 1234567"), lines::toString);
    }

    @Test
    void thereIsNothingBeyondTheWhole() {
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, UTF_8));
            try (Progress progress = Progress.of("working", 8)) {
                for (int i = 0; i < 17; i++) {
                    progress.step();
                }
                progress.advance(100);
            }
        } finally {
            System.setErr(err);
        }
        assertEquals(
                List.of(
                        "thrice: working 25 %",
                        "thrice: working 50 %", "thrice: working 75 %", "thrice: working 100 %"),
                said.toString(UTF_8).lines().toList());
    }
}
