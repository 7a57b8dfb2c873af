package dev.thrice.command.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void breaksBetweenWords() {
        String text = "four ".repeat(50).strip();
        List<String> lines = Paragraph.of(text).lines().toList();
        assertEquals(text, String.join(" ", lines));
        assertEquals(List.of(99, 99, 49), lines.stream().map(String::length).toList());
    }

    @Test
    void aWordThatIsLongerHasALineOfItsOwn() {
        String word = "x".repeat(120);
        assertEquals(
                List.of("a", word, "b"),
                Paragraph.of("a " + word + " b").lines().toList());
        assertTrue(Paragraph.of("").isBlank());
    }
}
