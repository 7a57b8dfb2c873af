package dev.thrice.command.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void breaksBetweenWords() {
        String text = "four ".repeat(50).strip();
        List<String> lines = Paragraph.broken(text, 100).lines().toList();
        assertEquals(text, String.join(" ", lines));
        assertEquals(List.of(99, 99, 49), lines.stream().map(String::length).toList());
    }

    @Test
    void aWordThatIsLongerHasALineOfItsOwn() {
        String word = "x".repeat(120);
        assertEquals(
                List.of("a", word, "b"),
                Paragraph.broken("a " + word + " b", 100).lines().toList());
        assertTrue(Paragraph.broken("", 100).isBlank());
    }

    @Test
    void theTerminalsWidthIsTakenFromWhoKnowsIt() {
        assertEquals(OptionalInt.of(60), Terminal.columns("60"));
        assertEquals(OptionalInt.of(20), Terminal.columns("5"));
        for (String nothing : new String[] {null, "", "wide", "-3", "99999"}) {
            assertEquals(OptionalInt.empty(), Terminal.columns(nothing));
        }
    }
}
