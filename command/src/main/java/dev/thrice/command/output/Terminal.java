package dev.thrice.command.output;

import java.util.OptionalInt;

/** How wide the terminal is, as far as whoever started the program knows: the launcher asks the terminal. */
final class Terminal {
    private static final String VARIABLE = "COLUMNS";
    private static final int NARROWEST = 20;

    private Terminal() {}

    /** Nothing where it is no terminal, or nobody has said. */
    static OptionalInt columns() {
        return columns(System.getenv(VARIABLE));
    }

    static OptionalInt columns(String said) {
        return said != null && said.matches("[0-9]{1,4}")
                ? OptionalInt.of(Math.max(NARROWEST, Integer.parseInt(said)))
                : OptionalInt.empty();
    }
}
