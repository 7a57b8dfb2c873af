package dev.thrice.command.output;

/** A text in lines of a terminal's width. */
public final class Paragraph {
    private static final int COLUMNS = 100;

    private Paragraph() {}

    /**
     * Breaks a text between words.
     *
     * @param text words and blanks
     * @return lines of at most 100 characters, unless a word is longer, each with its end
     */
    public static String of(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            boolean fits = column == 0 || column + 1 + word.length() <= COLUMNS;
            lines.append(column == 0 ? "" : fits ? " " : System.lineSeparator()).append(word);
            column = (fits && column > 0 ? column + 1 : 0) + word.length();
        }
        return lines.append(System.lineSeparator()).toString();
    }
}
