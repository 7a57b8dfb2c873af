package dev.thrice.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatIsSeenStaysAsItIs() {
        String text = "net.0.weight Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude00 \\u";
        assertEquals(text, Printable.of(text));
    }

    @Test
    void whatATerminalObeysIsWrittenOut() {
        assertEquals("\\u001b[2J\\u0007\\u000a\\u000d\\u0000\\u007f", Printable.of("\u001b[2J\u0007\n\r\0\u007f"));
        assertEquals("\\u009b1m", Printable.of("\u009b1m")); // the same as ESC [, in one
        assertEquals("a\\u202eb\\u2066\\u2028\\ufeff", Printable.of("a\u202eb\u2066\u2028\ufeff"));
        assertEquals("\\ud800", Printable.of("\ud800"));
        assertEquals("\\udb40\\udc01", Printable.of("\udb40\udc01")); // a tag, of which nothing is seen
    }

    @Test
    void aLongNameIsCutShort() {
        assertEquals("x".repeat(120), Printable.name("x".repeat(120)));
        assertEquals("x".repeat(120) + "...", Printable.name("x".repeat(1_000_000)));
    }

    @Test
    void ofManyNamesTheFirstAreListed() {
        assertEquals("a, \\u000a", Printable.list(List.of("a", "\n")));
        assertEquals("x, x, x, x, x, x, x, x, x, x and 2 more", Printable.list(Collections.nCopies(12, "x")));
    }

    @Test
    void longNamesAreShownWhereTheyDiffer() {
        String before =
                "GradientClipping[optimizer=Momentum[learningRates=LearningRates[of=0.05, schedule=constant], momentum=0.9], norm=";
        assertEquals("...mentum=0.9], norm=0.1]", Printable.apart(before + "0.1]", before + "0.2]"));
        assertEquals("...mentum=0.9], norm=0.2]", Printable.apart(before + "0.2]", before + "0.1]"));
        assertEquals("Sgd[0.1]", Printable.apart("Sgd[0.1]", "Sgd[0.2]"));
        assertEquals("...momentum=0.9], norm=", Printable.apart(before, before + "0.1]"));
        String different = "x".repeat(200);
        assertEquals("x".repeat(120) + "...", Printable.apart(different, "y"));
    }
}
