package dev.thrice.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource({
        "2, --bogus, Unknown option: '--bogus'",
        "2, bogus, Unmatched argument at index 0: 'bogus'",
        "2, info --bogus, Unknown option: '--bogus'",
        "2, validate --workers many, 'many' is not an int",
        "2, train --algorithm fpc, '''fpc'', expected one of backprop, fpa, fpa-closed-form, vpc, zil, ipc, epc, il-prox;'",
        "2, train --executor sweep, 'expected one of sequential, layer-parallel, wavefront, gauss-seidel;'",
        "2, gradients --loss-reduction max, 'expected one of sum, mean;'",
        "1, train --generated --samples 0, 'samples: 0, expected 1 to 60000'",
        "1, train --out /no/such/folder/x, folder /no/such/folder does not exist",
        "1, validate --provider none, 'unknown provider ''none'', expected one of preferred, auto'",
        "1, validate --json /no/such/folder/x.json, folder /no/such/folder does not exist",
        "1, validate --quick --batch 0, batch of 0",
        "1, validate --quick --forks 0, 'forks: 0, expected 1'",
        "1, validate --from /no/such/file.json, 'cannot read /no/such/file.json: no such file'",
        "1, validate --html /no/such/folder/x.html, folder /no/such/folder does not exist",
        "1, validate --quick --workers 0, 'workers: 0, expected 1'",
        "1, validate --quick --hidden-layers -1, -1 hidden layers",
        "3, gate, --base is missing",
        "3, gate --bogus, Unknown option: '--bogus'",
        "3, gate --base no-such-ref, 'base no-such-ref: neither a file nor a commit'",
        "3, gate --base . --forks 2, '--forks 2, expected at least 3'",
        "3, gate --base . --margin 10, 'margin 0.1, expected at least 0 and less than 0.1'",
        "3, gate --base src --candidate src, 'no suite in src'",
        "3, gate self-test, Missing required option: '--dir=DIR'",
    })
    void aMistakeIsOneLine(int exitCode, String commandLine, String message) {
        PrintStream err = System.err;
        PrintStream out = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            assertEquals(exitCode, Main.execute(commandLine.split(" ")));
        } finally {
            System.setErr(err);
            System.setOut(out);
        }
        String printed = text.toString(StandardCharsets.UTF_8);
        assertEquals(1, printed.lines().count(), printed);
        assertTrue(printed.startsWith("thrice: ") && printed.contains(message), printed);
    }

    @Test
    void withoutACommandItTellsItsUsage() {
        assertEquals(0, Main.execute("--version"));
        assertEquals(0, Main.execute());
    }
}
