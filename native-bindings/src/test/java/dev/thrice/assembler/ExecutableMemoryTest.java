package dev.thrice.assembler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutableMemoryTest {
    private static final byte[] CODE = {1, 2, 3};

    @BeforeEach
    void setUp() {
        assumeTrue(ExecutableMemory.isKnownHere());
    }

    @Test
    void codeIsReadAndExecutedAndNotWritten() throws Exception {
        try (ExecutableMemory memory = ExecutableMemory.of(CODE)) {
            assertEquals("r-xp", MemoryMap.permissions(memory.entry().address()));
            assertArrayEquals(CODE, memory.entry().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void pagesAreReturned() throws Exception {
        ExecutableMemory memory = ExecutableMemory.of(CODE);
        long address = memory.entry().address();
        memory.close();
        String permissions = MemoryMap.permissions(address); // whoever has taken the place since
        assertFalse(permissions.contains("x"), permissions);
    }

    @ParameterizedTest
    @CsvSource({"1, EPERM", "12, ENOMEM", "13, EACCES", "11, EAGAIN", "99, errno 99"})
    void aRefusalIsALineThatSaysWhatToDo(int errno, String word) {
        String message = new ExecutableMemory.DeniedException("mprotect", errno).getMessage();
        String start = "the system grants no executable memory (mprotect: " + word;
        assertTrue(message.startsWith(start), message);
        assertEquals(1, message.lines().count());
        assertTrue(errno == 99 || message.length() > start.length() + 20, message);
    }
}
