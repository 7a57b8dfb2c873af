package dev.thrice.lab.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.command.UsageError;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.ForkedJvm;
import dev.thrice.lab.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KernelsOptionTest {
    private final String before = System.getProperty(Kernels.PROVIDER_PROPERTY);

    @TempDir
    private Path folder;

    @AfterEach
    void asBefore() {
        if (before == null) {
            System.clearProperty(Kernels.PROVIDER_PROPERTY);
        } else {
            System.setProperty(Kernels.PROVIDER_PROPERTY, before);
        }
    }

    @Test
    void aWrongPropertyIsNamed() {
        System.setProperty(Kernels.PROVIDER_PROPERTY, "bogus");
        UsageError error = assertThrows(UsageError.class, KernelsOption::preset);
        assertTrue(
                error.getMessage().startsWith("thrice.provider: unknown provider 'bogus', expected one of "),
                error.getMessage());
        System.setProperty(Kernels.PROVIDER_PROPERTY, "scalar");
        assertEquals("scalar", KernelsOption.preset().provider());
    }

    /** Whatever is chosen, and however. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--provider=simd", "--provider=scalar"})
    void vectorsThatThereAreNotAreAskedForWrongly(String provider) throws Exception {
        refusedAsWrong("thrice.vector.bits: '100'", "-Dthrice.vector.bits=100", "train --generated " + provider);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "train --generated --provider=jit", "train --generated --provider=simd"})
    void anInstructionSetThatThereIsNotIsAskedForWrongly(String command) throws Exception {
        assumeTrue(Kernels.providers().stream().anyMatch(known -> known.name().equals("jit") && known.available()));
        refusedAsWrong("thrice.jit.isa: 'foo'", "-Dthrice.jit.isa=foo", command);
    }

    private void refusedAsWrong(String what, String flag, String command) throws Exception {
        Path errors = folder.resolve("errors");
        Process program = new ProcessBuilder(ForkedJvm.command(List.of(flag), Main.class, command.split(" ")))
                .redirectError(errors.toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        int code = program.waitFor();
        List<String> said = ForkedJvm.said(Files.readAllLines(errors));
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().startsWith("thrice: " + what + ", expected "), said::toString);
        assertEquals(2, code);
    }
}
