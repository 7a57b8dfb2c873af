package dev.thrice.kernels.forked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Kernels;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of arenas that are lost, of 70 in a JVM of its own: the memory is found again in any case. */
@Timeout(120)
class LeaksTest {
    private static final String LOST =
            "a tensor arena was not closed before the last reference to it was lost; its memory is" + " free again; ";

    @TempDir
    private Path folder;

    private List<String> output;
    private List<String> errors;

    @Test
    void ofEachWhereItWasOpened() throws Exception {
        lose("-Dthrice.leaks=always");
        assertEquals(List.of("freed 70"), output);
        assertEquals(70, told(LOST + "it was opened at dev.thrice.kernels.forked.Leaking.lost:"));
        assertEquals(70, told(", called at dev.thrice.kernels.forked.Leaking.main:"));
        assertEquals(0, told("start Java with"));
    }

    @Test
    void ofSomeWhereAndOfTheOthersOnce() throws Exception {
        lose("-ea");
        assertEquals(List.of("freed 70"), output);
        assertEquals(2, told(LOST + "it was opened at "));
        assertEquals(1, told(LOST + "start Java with -Dthrice.leaks=always to be told where such are opened"));
    }

    @Test
    void nothing() throws Exception {
        lose("-Dthrice.leaks=off");
        assertEquals(List.of("freed 70"), output);
        assertEquals(0, told("arena"));
    }

    @Test
    void whatThereIsNotIsRefused() throws Exception {
        lose("-Dthrice.leaks=on");
        assertEquals(List.of("refused: thrice.leaks: 'on', expected one of off, sampled, always"), output);
    }

    private long told(String text) {
        return errors.stream().filter(line -> line.contains(text)).count();
    }

    private void lose(String flag) throws Exception {
        File out = folder.resolve("output").toFile();
        File err = folder.resolve("errors").toFile();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flag, "-cp", home(Kernels.class) + File.pathSeparator + home(Leaking.class)));
        command.add(Leaking.class.getName());
        int exit = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(err)
                .start()
                .waitFor();
        output = Files.readAllLines(out.toPath());
        errors = Files.readAllLines(err.toPath());
        assertTrue(exit == 0, () -> output + "" + errors);
    }

    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
