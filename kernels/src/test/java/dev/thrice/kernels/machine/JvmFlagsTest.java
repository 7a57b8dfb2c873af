package dev.thrice.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.machine.JvmFlags.Flag;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmFlagsTest {
    /** As a JVM with nothing asked for has them. */
    private static final Map<String, Flag> DEFAULTS = Map.of(
            "CompilationMode", new Flag("default", false),
            "Inline", new Flag("true", false),
            "MaxVectorSize", new Flag("32", false),
            "NeverActAsServerClassMachine", new Flag("false", false),
            "TieredCompilation", new Flag("true", false),
            "TieredStopAtLevel", new Flag("4", false),
            "UseAVX", new Flag("2", false),
            "UseCompiler", new Flag("true", false),
            "UseFMA", new Flag("true", false),
            "UseSSE", new Flag("4", false));

    /** What follows from what was given, as HotSpot 25 reports it: a name with ! was given. */
    @ParameterizedTest
    @CsvSource({
        "TieredStopAtLevel!=3, mixed mode, -XX:TieredStopAtLevel=3",
        "TieredStopAtLevel!=2, mixed mode, -XX:TieredStopAtLevel=2",
        "TieredStopAtLevel!=1, 'mixed mode, emulated-client', -XX:TieredStopAtLevel=1",
        "TieredStopAtLevel!=0 UseCompiler!=false TieredCompilation!=false, mixed mode, -XX:TieredStopAtLevel=0",
        "CompilationMode!=quick-only, 'mixed mode, emulated-client', -XX:CompilationMode=quick-only",
        "NeverActAsServerClassMachine!=true, 'mixed mode, emulated-client', -XX:+NeverActAsServerClassMachine",
        "UseCompiler!=false, mixed mode, -XX:-UseCompiler",
        "UseCompiler=false TieredCompilation!=false, interpreted mode, -Xint",
        "EnableVectorSupport!=false, mixed mode, -XX:-EnableVectorSupport",
        "Inline!=false, mixed mode, -XX:-Inline",
        "MaxVectorSize!=8, mixed mode, -XX:MaxVectorSize=8",
        "UseFMA!=false, mixed mode, -XX:-UseFMA",
        "UseAVX!=0 UseFMA=false, mixed mode, -XX:UseAVX=0",
        "UseSSE!=3 UseAVX=0 UseFMA=false, mixed mode, -XX:UseSSE=3",
    })
    void namesTheFlagAndTheWayBack(String flags, String mode, String expected) {
        String reason = flags(flags, mode).againstVectors().orElseThrow();
        assertTrue(reason.startsWith(expected + " "), reason);
        assertTrue(reason.endsWith("; start Java without it"), reason);
    }

    /** As a JDK has it that was built with Graal, or one where it was asked for. */
    @ParameterizedTest
    @CsvSource({"UseJVMCICompiler=true", "UseJVMCICompiler!=true"})
    void anotherCompilerInItsPlaceIsNotC2(String flag) {
        String reason = flags(flag, "mixed mode").againstVectors().orElseThrow();
        assertTrue(reason.startsWith("-XX:+UseJVMCICompiler puts another compiler in the place of C2"), reason);
        assertTrue(reason.endsWith("; start Java with -XX:-UseJVMCICompiler"), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "UseJVMCICompiler=false, mixed mode",
        "UseCompiler=true, mixed mode",
        "UseCompiler=true, 'compiled mode, sharing'",
        "TieredCompilation!=false, mixed mode",
        "TieredCompilation!=false TieredStopAtLevel!=3, mixed mode",
        "CompilationMode!=high-only, mixed mode",
        "UseAVX!=1, mixed mode",
        "EnableVectorSupport=true, mixed mode",
        "MaxVectorSize!=16, mixed mode",
    })
    void acceptsWhatLeavesVectors(String flags, String mode) {
        assertEquals(Optional.empty(), flags(flags, mode).againstVectors());
    }

    @Test
    void aProcessorWithoutFmaIsNobodysFlag() {
        String reason =
                flags("UseAVX=0 UseFMA=false", "mixed mode").againstFma().orElseThrow();
        assertTrue(reason.startsWith("this processor has no FMA"), reason);
        assertEquals(
                Optional.empty(), flags("TieredStopAtLevel!=1", "mixed mode").againstFma());
    }

    @Test
    void aJvmThatTellsNoFlagsIsJudgedByItsMode() {
        assertEquals(Optional.empty(), new JvmFlags(Map.of(), "mixed mode, sharing").againstVectors());
        String other = new JvmFlags(Map.of(), "JIT enabled, AOT enabled")
                .againstVectors()
                .orElseThrow();
        assertTrue(other.contains("without C2") && other.contains("JIT enabled"), other);
    }

    private static JvmFlags flags(String changes, String mode) {
        Map<String, Flag> flags = new HashMap<>(DEFAULTS);
        for (String change : changes.split(" ", -1)) {
            String[] parts = change.split("=", 2);
            flags.put(parts[0].replace("!", ""), new Flag(parts[1], parts[0].endsWith("!")));
        }
        return new JvmFlags(flags, mode);
    }
}
