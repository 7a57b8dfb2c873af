package dev.thrice.assembler;

import java.util.List;
import java.util.Locale;

/**
 * What some instructions do, for people who read them; put into words only then.
 *
 * @param offset of the first of them
 * @param format of the text
 * @param numbers in it
 */
public record Remark(int offset, String format, List<Object> numbers) {
    /** In words. */
    public String text() {
        return String.format(Locale.ROOT, format, numbers.toArray());
    }
}
