package dev.thrice.command.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordsTest {
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private static String reason(int code, String... errors) {
        return new LastWords().reason(code, List.of(errors));
    }

    @Test
    void whatItSaidItselfIsTheReasonAndNotWhatWasLoggedBefore() {
        assertEquals(
                "cannot write x",
                reason(
                        1,
                        INCUBATOR,
                        "thrice: Loaded backend CpuBackend",
                        "[main] INFO org.nd4j - x",
                        "thrice: cannot write x"));
    }

    @Test
    void ofADefectItIsWhatTheExceptionSays() {
        assertEquals(
                "no such matrix",
                reason(
                        1,
                        "thrice: internal error, please report it",
                        "java.lang.IllegalStateException: no such matrix",
                        "\tat dev.thrice.lab.Main.main(Main.java:1)"));
        assertEquals(
                "Java heap space",
                reason(1, INCUBATOR, "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space"));
        assertEquals(
                "internal error", reason(1, "Exception in thread \"main\" java.lang.StackOverflowError", "\tat a.B.c"));
    }

    @Test
    void aSignalIsNamedWhateverWasLogged() {
        assertEquals("it was ended by SIGSEGV", reason(139, "thrice: Loaded backend CpuBackend"));
        assertEquals("it was ended by SIGINT", reason(130)); // Ctrl-C
    }

    @Test
    void aCrashIsWhatTheJvmTellsOfIt() {
        LastWords words = new LastWords();
        for (String line : List.of(
                "Loaded [CpuBackend] backend",
                "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#",
                "#  SIGSEGV (0xb) at pc=0x00007f4c, pid=1, tid=2",
                "#",
                "# Problematic frame:",
                "# C  [libfoo.so+0x1149]  crash+0x10")) {
            words.hear(line);
        }
        assertEquals("its JVM crashed, SIGSEGV, in libfoo.so", words.reason(134, List.of(INCUBATOR)));
    }

    @Test
    void noClassIsNamedWhereTheCrashWasInJava() {
        LastWords words = new LastWords();
        words.hear("#  SIGSEGV (0xb) at pc=0x00007f4c, pid=1, tid=2");
        words.hear("# Problematic frame:");
        words.hear("# J 132 c1 jdk.internal.misc.Unsafe.getInt(Ljava/lang/Object;J)I java.base@25 (83 bytes)");
        assertEquals("its JVM crashed, SIGSEGV", words.reason(134, List.of()));
    }

    @Test
    void elseItIsTheFirstLineThatNoLoggerWrote() {
        assertEquals(
                "foo: cannot map memory",
                reason(
                        3,
                        INCUBATOR,
                        "SLF4J: no providers",
                        "12:00 WARN o.n.Nd4j slow",
                        "foo: cannot map memory",
                        "bye"));
        assertEquals("it said nothing", reason(3, INCUBATOR, "", "SLF4J: no providers"));
    }
}
