package dev.thrice.base;

import java.util.Collection;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Text from elsewhere, fit to be shown: a terminal obeys control characters, and some make a line read as another. */
public final class Printable {
    private static final int LONGEST_NAME = 120;
    private static final int NAMES_SHOWN = 10;
    private static final int BEFORE_DIFFERENCE = 20;

    private Printable() {}

    /**
     * Writes out what cannot be seen: controls, marks of direction and other format characters, ends of lines, and halves of
     * characters.
     *
     * @param text from a file, a repository, a server
     * @return the same with escapes such as \&#117;001b in their place
     */
    public static String of(String text) {
        return shown(text, Printable::isUnseen);
    }

    private static String shown(String text, IntPredicate unseen) {
        if (text.codePoints().noneMatch(unseen)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (unseen.test(point)) {
                for (char each : Character.toChars(point)) {
                    shown.append("\\u").append(String.format("%04x", (int) each));
                }
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /**
     * The same of a text of several lines: its ends of lines and tabs stay.
     *
     * @param text of lines
     * @return the same with escapes
     */
    public static String lines(String text) {
        return shown(text.replace("\r\n", "\n"), point -> isUnseen(point) && point != '\n' && point != '\t');
    }

    /**
     * The same of a name in a message, which may be as long as its file likes.
     *
     * @param name from a file
     * @return its beginning
     */
    public static String name(String name) {
        return of(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...");
    }

    /**
     * The same of a name beside another one, from shortly before they differ where that comes late.
     *
     * @param name from a file
     * @param other that it is told from
     * @return a part in which they differ
     */
    public static String apart(String name, String other) {
        int differs = 0;
        while (differs < Math.min(name.length(), other.length()) && name.charAt(differs) == other.charAt(differs)) {
            differs++;
        }
        return differs < LONGEST_NAME / 2 ? name(name) : "..." + name(name.substring(differs - BEFORE_DIFFERENCE));
    }

    /**
     * The same of several names, the first of which are shown.
     *
     * @param names from a file
     * @return with commas between them
     */
    public static String list(Collection<String> names) {
        String first = names.stream().limit(NAMES_SHOWN).map(Printable::name).collect(Collectors.joining(", "));
        return names.size() <= NAMES_SHOWN ? first : first + " and " + (names.size() - NAMES_SHOWN) + " more";
    }

    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
