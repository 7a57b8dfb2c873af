package dev.thrice.lab.command;

import dev.thrice.command.Program;

/** This program itself. */
public final class Thrice {
    /** For who starts it once more. */
    public static final Program PROGRAM = new Program(Thrice.class.getModule(), "dev.thrice.lab.Main");

    private Thrice() {}
}
