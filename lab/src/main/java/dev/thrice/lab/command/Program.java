package dev.thrice.lab.command;

import java.util.List;

/** The program itself, for who starts it once more. */
public final class Program {
    /** The class that runs a command line. By its name alone: it stands above everything else. */
    public static final String MAIN = "dev.thrice.lab.Main";

    private Program() {}

    /**
     * What a JVM is told to run, on the module path where this program is on it.
     *
     * @return its last arguments before the command line
     */
    public static List<String> arguments() {
        String module = Program.class.getModule().getName();
        return module == null ? List.of(MAIN) : List.of("-m", module + "/" + MAIN);
    }
}
