package dev.thrice.lab.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.output.JsonFile;
import dev.thrice.jit.JitPlan;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.lab.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCommandTest {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{4,})  ([0-9a-f]{2,})(?:  +(\\S.*))?");

    private static String said(String commandLine) {
        PrintStream out = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
            assertEquals(0, Main.execute(commandLine.split(" ")));
        } finally {
            System.setOut(out);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The code between two headings, put together from its lines, each of which begins where the last ended. */
    private static byte[] code(String listing) {
        StringBuilder bytes = new StringBuilder();
        for (String line : listing.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                assertEquals(bytes.length() / 2, Integer.parseInt(parts.group(1), 16), line);
                bytes.append(parts.group(2));
            }
        }
        return HexFormat.of().parseHex(bytes);
    }

    @Test
    void aProductIsShownWithItsTilesAndRegisters() {
        List<String> said = said("kernel 12x32x64 --isa avx2").lines().toList();
        assertEquals("12 x 32 x 64 NN by jit, avx2", said.getFirst());
        JitPlan.Code kernel =
                JitPlan.of(GemmSpec.nn(12, 32, 64), "avx2").kernels().getFirst();
        JitPlan.Tile first = kernel.tiles().getFirst();
        String tiles = first.count() + " of " + first.rows() + " x " + first.columns();
        String row = "1 +multiplies 12 x 32 x 64 +1 +" + tiles + ".* +" + kernel.vectorRegisters() + " of 16 +.*rdi.*";
        assertTrue(said.getLast().matches(row), said::toString);
        assertEquals(4, said.size(), said::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"avx2", "avx512"})
    void theListingsBytesAreTheCode(String isa) {
        String said = said("kernel 65x17x9 --orientation NT --epilogue bias-sigmoid --column-sums --alpha -.5 --beta 1"
                + " --listing --isa " + isa);
        GemmSpec spec = GemmSpec.nt(65, 17, 9).scaled(-.5f, 1f).then(Epilogue.BIAS_SIGMOID.withColumnSums());
        JitPlan plan = JitPlan.of(spec, isa);
        assertTrue(
                said.startsWith("65 x 17 x 9 NT, alpha -0.5, beta 1.0, bias-sigmoid, column sums by jit, " + isa),
                said);
        String[] kernels = said.split("(?m)^kernel \\d+ ", -1);
        assertEquals(plan.kernels().size(), kernels.length - 1);
        for (int i = 0; i < plan.kernels().size(); i++) {
            assertArrayEquals(plan.kernels().get(i).bytes(), code(kernels[i + 1]));
        }
    }

    @Test
    void jumpsGoToLabelsThatAreThere() {
        String said = said("kernel 64x64x64 --isa avx512 --listing");
        Set<String> labels = said.lines().filter(line -> line.matches("L\\d+:")).collect(Collectors.toSet());
        Set<String> jumps = said.lines()
                .filter(line -> line.contains("  jne "))
                .map(line -> line.replaceFirst(".*  jne ", "") + ":")
                .collect(Collectors.toSet());
        assertTrue(jumps.size() >= 2, said); // loops over tiles and over steps
        assertEquals(labels, jumps);
        assertTrue(said.contains("; tile of "), said);
    }

    @Test
    void aFileHasAllOfIt(@TempDir Path folder) {
        Path file = folder.resolve("plan.json");
        said("kernel 300x700x700 --orientation tn --isa avx2 --json " + file);
        JsonNode plan = JsonFile.tree(file);
        JitPlan expected = JitPlan.of(GemmSpec.tn(300, 700, 700), "avx2");
        assertEquals(expected.calls().size(), plan.path("calls").size());
        assertEquals(expected.kernels().size(), plan.path("kernels").size());
        for (int i = 0; i < expected.kernels().size(); i++) {
            JsonNode kernel = plan.path("kernels").path(i);
            String bytes =
                    kernel.path("lines").findValuesAsText("bytes").stream().collect(Collectors.joining())
                            + kernel.path("constants").asText();
            assertArrayEquals(expected.kernels().get(i).bytes(), HexFormat.of().parseHex(bytes));
        }
    }

    @Test
    void aProductWithoutAnElementCallsNothing() {
        assertTrue(said("kernel 0x4x4 --isa avx2 --listing").contains("calls nothing"));
    }
}
