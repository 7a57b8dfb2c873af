package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.kernels.Kernels;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether assembled code is chosen, and what is where it cannot be: each in a JVM of its own. */
@Timeout(120)
class ChoosingTest {
    private static final String FIRST = "first in order of preference";

    @TempDir
    private Path folder;

    @BeforeEach
    void setUp() {
        assumeTrue(Target.CURRENT.obstacle().isEmpty());
    }

    /** A library that cannot be loaded would be told of by whoever asked for it. */
    @Test
    void itIsFirstAndNoLibraryIsLoadedForThat() throws Exception {
        List<String> lines = run(List.of("-Dthrice.openblas.library=none"), "preferred");
        assertEquals(List.of("chosen jit: " + FIRST, "product 6.0"), lines);
        assertEquals("", errors());
    }

    @Test
    void allAreInOrderOfPreference() throws Exception {
        List<String> names = run(List.of(), "providers").stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertEquals(List.of("jit", "simd", "openblas", "scalar"), names);
    }

    @ParameterizedTest
    @CsvSource({"-XX:UseAVX=2", "-Dthrice.jit.isa=avx2"})
    void avx2CanBeForced(String flag) throws Exception {
        List<String> lines = run(List.of(flag), "providers", "preferred");
        assertEquals("jit true: assembled at run time, AVX2 and FMA", lines.getFirst());
        assertEquals("product 6.0", lines.getLast());
    }

    @Test
    void withoutAvxItIsNotThere() throws Exception {
        String reason = "the JVM leaves out AVX2: its UseAVX is 0, expected 2 or 3";
        List<String> lines = run(List.of("-XX:UseAVX=0"), "providers", "preferred", "jit");
        assertEquals("jit false: " + reason, lines.getFirst());
        assertTrue(
                lines.get(4)
                        .startsWith("chosen openblas: jit is not available: " + reason + "; simd is not available: "),
                lines.toString());
        assertEquals("product 6.0", lines.get(5));
        assertTrue(lines.getLast().startsWith("refused: provider jit is not available: " + reason), lines.toString());
    }

    /** As a mistake, by whatever name kernels are asked for. */
    @ParameterizedTest
    @CsvSource({"foo, 3", "avx512, 2", "'', 3"})
    void anInstructionSetThatThereIsNotIsRefused(String isa, int avx) throws Exception {
        String fault = "thrice.jit.isa: '" + isa + "', expected ";
        List<String> flags = List.of("-Dthrice.jit.isa=" + isa, "-XX:UseAVX=" + avx);
        for (String name : List.of("preferred", "jit", "simd", "scalar")) {
            List<String> lines = run(flags, name);
            assertEquals(1, lines.size(), lines.toString());
            assertTrue(lines.getFirst().startsWith("refused: " + fault), lines.toString());
        }
        List<String> lines = run(flags, "providers");
        assertTrue(lines.getFirst().startsWith("jit false: " + fault), lines.toString());
        assertTrue(lines.get(1).startsWith("simd true: "), lines.toString());
    }

    /** Elementwise kernels would be the Vector API's. */
    @Test
    void itWorksWhereNothingIsCompiledAndTheRestIsToldOf() throws Exception {
        List<String> lines = run(List.of("-Xint"), "preferred");
        String reason = "-Xint leaves out C2, the compiler that makes vector instructions; start Java without it";
        assertEquals(
                "chosen jit: " + FIRST + "; elementwise kernels in plain Java, as simd is not available: " + reason,
                lines.getFirst());
        assertEquals("product 6.0", lines.getLast());
        assertTrue(errors().contains("kernels: simd not available, using jit: " + reason), errors());
    }

    @Test
    void whereTheSystemDeniesExecutableMemorySimdIsAtWork() throws Exception {
        List<String> lines = denied("deny", "preferred", "providers");
        String reason = "the system grants no executable memory (mprotect: EACCES, ";
        assertTrue(lines.get(1).startsWith("chosen simd: jit is not available: " + reason), lines.toString());
        assertEquals("product 6.0", lines.get(2));
        assertTrue(lines.get(3).startsWith("jit false: " + reason), lines.toString());
        String told = "kernels: jit not available, using simd: " + reason;
        assertEquals(1, errors().lines().filter(line -> line.contains(told)).count(), errors());
        assertFalse(errors().contains("openblas"), errors());
    }

    @Test
    void aPlanThatGetsNoMemoryIsRefusedAndHoldsNothing() throws Exception {
        List<String> lines = denied("deny-later");
        assertTrue(
                lines.get(1).startsWith("refused: jit: the system grants no executable memory (mprotect: EACCES"),
                lines.toString());
        assertEquals(List.of("more kernels than before: 0", "kernels left: 0"), lines.subList(2, 4));
    }

    /** With all of the code cache there from the start: the JVM, too, is denied more. */
    private List<String> denied(String... args) throws Exception {
        List<String> lines = run(
                List.of("-XX:-SegmentedCodeCache", "-XX:ReservedCodeCacheSize=64m", "-XX:InitialCodeCacheSize=64m"),
                args);
        assumeTrue(lines.contains("denied"), "prctl(PR_SET_MDWE) needs Linux 6.3: " + lines);
        return lines;
    }

    private List<String> run(List<String> flags, String... args) throws Exception {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(String.join(File.pathSeparator, home(JitGemm.class), home(Kernels.class), home(Choosing.class)));
        command.add(Choosing.class.getName());
        command.addAll(List.of(args));
        return start(command);
    }

    private List<String> start(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        File output = folder.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        int exit = builder.start().waitFor();
        List<String> lines = Files.readAllLines(output.toPath());
        assertEquals(0, exit, () -> lines + errors());
        return lines;
    }

    /** But for what the JVM says of the Vector API. */
    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"))
                    .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
