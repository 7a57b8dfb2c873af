package dev.thrice.lab.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
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
