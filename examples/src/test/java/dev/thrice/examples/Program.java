package dev.thrice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program has printed, in a JVM of its own with the flags that docs/library.md tells. */
record Program(List<String> lines) {
    /** Runs it in a folder that its temporary files go to as well. */
    static Program run(Path folder, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector"));
        command.addAll(List.of("-Dthrice.leaks=always", "-Djmh.ignoreLock=true", "-Djava.io.tmpdir=" + folder));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        File output = folder.resolve("output").toFile();
        File errors = folder.resolve("errors").toFile();
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output)
                .redirectError(errors)
                .start()
                .waitFor();
        List<String> lines = Files.readAllLines(output.toPath());
        List<String> said = Files.readAllLines(errors.toPath());
        assertEquals(0, exit, () -> lines + "" + said);
        assertTrue(said.stream().noneMatch(line -> line.contains("was not closed")), said::toString);
        return new Program(lines);
    }

    /** The number that the last line with this text has after it. */
    double number(String text) {
        Matcher matcher = Pattern.compile(Pattern.quote(text) + "[^0-9-]*([-0-9.eE]+)")
                .matcher(String.join("\n", lines.reversed()));
        assertTrue(matcher.find(), () -> text + " in " + lines);
        return Double.parseDouble(matcher.group(1));
    }

    /** The accuracy in percent in the line that has this text. */
    double accuracy(String text) {
        String line = lines.stream()
                .filter(each -> each.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text + " in " + lines));
        return new Program(List.of(line)).number("accuracy");
    }

    /** The numbers in brackets after a text. */
    double[] numbers(String text) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(text) + "[^\\[\n]*\\[([^]]*)]").matcher(String.join("\n", lines));
        assertTrue(matcher.find(), () -> text + " in " + lines);
        return Pattern.compile(", ")
                .splitAsStream(matcher.group(1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
