package dev.thrice.lab;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM of its own with this program, for what ends one or needs one of its own. */
public final class ForkedJvm {
    private ForkedJvm() {}

    /**
     * A command line.
     *
     * @param options of the JVM
     * @param main the class that is run
     * @param arguments of it
     * @return to be started
     */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("jdk.module.path", "")
                        + File.pathSeparator
                        + System.getProperty("java.class.path", ""),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /**
     * What it said, without what the JVM says of itself.
     *
     * @param lines of its standard error
     * @return the program's lines
     */
    public static List<String> said(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .toList();
    }
}
