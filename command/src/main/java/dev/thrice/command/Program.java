package dev.thrice.command;

import java.util.List;

/**
 * A program, for who starts it once more.
 *
 * @param module that it is in
 * @param main the class that runs a command line, by its name alone: it stands above everything else
 */
public record Program(Module module, String main) {
    /**
     * What a JVM is told to run, on the module path where this program is on it.
     *
     * @return its last arguments before the command line
     */
    public List<String> arguments() {
        return module.isNamed() ? List.of("-m", module.getName() + "/" + main) : List.of(main);
    }
}
