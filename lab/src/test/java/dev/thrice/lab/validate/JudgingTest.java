package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.lab.results.Synthetic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgingTest {
    @TempDir
    private Path folder;

    private final Results results = Synthetic.paper(3, 1).algorithms(1.5, 4).results();

    @Test
    void whatIsJudgedIsNotWrittenHere() {
        Path json = folder.resolve("json");
        assertEquals("sound", Judging.judged(results, json, measured -> "sound"));
        assertFalse(Files.exists(json));
    }

    @Test
    void whatCannotBeJudgedIsKept() {
        Path json = folder.resolve("json");
        String said = failing(json);
        assertTrue(said.contains("what was measured is in " + json + ", and"), said);
        assertEquals(results, ResultsFile.read(json));
    }

    @Test
    void alsoWhereNobodyAskedForAFile() throws IOException {
        String said = failing(null);
        Path kept = Path.of(said.replaceAll("(?s).*what was measured is in (.*), and thrice.*", "$1"));
        assertEquals(results, ResultsFile.read(kept));
        Files.delete(kept);
    }

    private String failing(Path json) {
        Error gone = new NoClassDefFoundError("of a jar that is not there any more");
        PrintStream err = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            Error thrown = assertThrows(
                    NoClassDefFoundError.class,
                    () -> Judging.judged(results, json, measured -> {
                        throw gone;
                    }));
            assertSame(gone, thrown);
        } finally {
            System.setErr(err);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
