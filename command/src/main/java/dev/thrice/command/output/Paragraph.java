package dev.thrice.command.output;

/** A text in lines of a terminal's width. */
public final class Paragraph {
    private static final int USUAL = 80;
    private static final int WIDEST = 100; // a longer line is hard to read

    private Paragraph() {}

    /**
     * Breaks a text between words.
     *
     * @param text words and blanks
     * @param indent characters that the caller will put before each line
     * @return lines as wide as the terminal, 80 characters where there is none, and at most 100 with the indent, unless a word is longer;
     *     each with its end
     */
    public static String of(String text, int indent) {
        return broken(text, Math.min(WIDEST, Terminal.columns().orElse(USUAL)) - indent);
    }

    static String broken(String text, int columns) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            boolean fits = column == 0 || column + 1 + word.length() <= columns;
            lines.append(column == 0 ? "" : fits ? " " : System.lineSeparator()).append(word);
            column = (fits && column > 0 ? column + 1 : 0) + word.length();
        }
        return lines.append(System.lineSeparator()).toString();
    }
}
