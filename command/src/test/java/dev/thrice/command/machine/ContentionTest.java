package dev.thrice.command.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ContentionTest {
    private static final long LENGTH = 1_000_000_000;

    /** A process that this one has not started: its parent has ended. */
    private static ProcessHandle stranger() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "while :; do :; done >/dev/null 2>&1 & echo $!").start();
        String id = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return ProcessHandle.of(Long.parseLong(id)).orElseThrow();
    }

    /** As many others as processors, and as many threads of ours: about half of the time is theirs. */
    @Test
    void whatOthersTakeIsTheirs() throws Exception {
        List<ProcessHandle> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                strangers.add(stranger());
            }
            Contention contention = Contention.begin();
            Rivals.spinFor(LENGTH);
            double share = contention.share();
            assertTrue(share > .1 && share < .99, "share " + share);
        } finally {
            strangers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Of a child that has ended it is known what it took, and this thread only waits for it. */
    @Test
    void whatChildrenTakeIsOurs() throws Exception {
        long before = Contention.own();
        String loop = "i=0; while [ $i -lt 3000000 ]; do i=$((i + 1)); done";
        assertEquals(0, new ProcessBuilder("sh", "-c", loop).start().waitFor());
        long ticks = Contention.own() - before;
        assertTrue(ticks >= 20, ticks + " ticks of some millions of steps");
    }
}
