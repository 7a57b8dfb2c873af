package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a CI makes of the gate's exit code, by the recipes of docs/gate.md and by our own script; the gate stands in. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class GateRecipesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<Integer> PASSING = List.of(0, 3); // PASS, and undecided where that is to pass

    @TempDir
    Path folder;

    @BeforeEach
    void aGateThatEndsAsItIsTold() throws IOException {
        Path thrice = Files.writeString(folder.resolve("thrice"), """
                #!/bin/sh
                case "$CODE $*" in "3 "*" --undecided pass"*) exit 0 ;; esac
                exit "$CODE"
                """);
        assertTrue(thrice.toFile().setExecutable(true));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 64, 126, 127, 130, 137, 143, 255})
    void onlyVerdictsWithoutAFailurePass(int code) throws Exception {
        boolean expected = PASSING.contains(code);
        assertEquals(expected, isGreen("sh", forAnyShell(), code), "for any shell");
        assertEquals(expected, isGreen("bash", forGitHub(), code), "for GitHub");
        assertEquals(expected, isGreen("bash", ours(), code), "of this project");
    }

    private boolean isGreen(String shell, String script, int code) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(shell, "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("CODE", String.valueOf(code));
        builder.environment().put("base", "HEAD^");
        Process process = builder.start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor() == 0;
    }

    private static String forAnyShell() throws IOException {
        return found(Files.readString(ROOT.resolve("docs/gate.md")), "(?s)```sh\\n(.*?)```");
    }

    /** Without what GitHub itself puts in. */
    private static String forGitHub() throws IOException {
        return found(Files.readString(ROOT.resolve("docs/gate.md")), "(?s)- run: \\|\\n(.*?)```")
                .lines()
                .map(String::strip)
                .map(line -> line.replaceAll("\\$\\{\\{.*?}}", "main"))
                .collect(Collectors.joining("\n"));
    }

    private static String ours() throws IOException {
        return found(Files.readString(ROOT.resolve(".ci/run")), "(?m)^(\\./thrice gate .*)$");
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }
}
