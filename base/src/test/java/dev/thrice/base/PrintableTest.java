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
}
