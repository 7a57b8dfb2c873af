package dev.thrice.gate.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The gate in a JVM of its own, since forks are started as it was. */
final class GateProcess implements AutoCloseable {
    private final Path output;
    private final Path errors;
    private final Process process;

    /** Of the classes under test. */
    GateProcess(Path folder, List<String> arguments) throws IOException {
        this(folder, List.of(java(), "-cp", classPath(), StandAlone.class.getName()), arguments);
    }

    /** Of another program, such as a jar on another JDK. */
    GateProcess(Path folder, List<String> program, List<String> arguments) throws IOException {
        output = folder.resolve("output");
        errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path", "");
    }

    /** When it is through. */
    int code() throws InterruptedException {
        return process.waitFor();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
