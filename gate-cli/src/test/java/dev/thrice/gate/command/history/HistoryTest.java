package dev.thrice.gate.command.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.gate.command.SyntheticForks;
import dev.thrice.gate.command.SyntheticOutcome;
import dev.thrice.gate.command.judge.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    private Path folder;

    /** Bases take 1000 ns. */
    private static HistoryRun run(int day, double logRatio) {
        return HistoryRun.of(
                SyntheticOutcome.of(day, SyntheticForks.of("sum, of \"ints\"", logRatio, logRatio, logRatio)));
    }

    @Test
    void whatIsAppendedIsReadAgain() throws Exception {
        Path file = folder.resolve("history.jsonl");
        History history = new History(file);
        history.require();
        HistoryRun first = run(1, 0);
        HistoryRun second = run(2, Math.log(2));
        assertEquals(List.of(first), history.append(first));
        assertEquals(List.of(first, second), history.append(second));
        assertEquals(2, Files.readAllLines(file).size());
        HistoryRun.Benchmark sum = second.benchmarks().getFirst();
        assertEquals(Verdict.FAIL, second.verdict());
        assertEquals(2, sum.ratio(), 1e-12);
        assertEquals(1000, sum.baseNanos(), 1e-9);
        assertEquals(2000, sum.candidateNanos(), 1e-9);
        assertEquals(0, sum.candidateBytes());
        assertEquals("2edcba9876", second.candidate().name());
        assertEquals("A VM 21+35", second.machine().jvm());
    }

    /** What there is no number of has none in it either, and not the word NaN. */
    @Test
    void whatWasNotMeasuredIsNull() throws Exception {
        Path file = folder.resolve("history.jsonl");
        HistoryRun invalid = HistoryRun.of(SyntheticOutcome.of(1, SyntheticForks.of("sum", 0, 0)));
        assertEquals(Verdict.INVALID, invalid.verdict());
        assertEquals(List.of(invalid), new History(file).append(invalid));
        String line = Files.readString(file);
        assertTrue(line.contains("\"ratio\":null") && !line.contains("NaN"), line);
    }

    /** Whoever wrote it was killed: the next begins on a line of its own, and what is there of the other stays. */
    @Test
    void aTornLineIsNamedAndKept() throws Exception {
        Path file = folder.resolve("history.jsonl");
        History history = new History(file);
        history.append(run(1, 0));
        String half = Files.readString(file).substring(0, 70);
        Files.writeString(file, half, StandardOpenOption.APPEND);
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<HistoryRun> runs;
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            runs = history.append(run(3, 0));
        } finally {
            System.setErr(err);
        }
        assertEquals(List.of(run(1, 0), run(3, 0)), runs);
        String line = said.toString(StandardCharsets.UTF_8);
        assertTrue(line.startsWith("thrice: " + file + ", line 2: not JSON, or cut short"), line);
        assertEquals(1, line.lines().count(), line);
        assertEquals(half, Files.readAllLines(file).get(1));
        assertEquals(3, Files.readAllLines(file).size());
    }

    @Test
    void aLineWithoutItsEndIsWhole() throws Exception {
        Path file = folder.resolve("history.jsonl");
        History history = new History(file);
        history.append(run(1, 0));
        Files.writeString(file, Files.readString(file).strip());
        assertEquals(List.of(run(1, 0), run(2, 0)), history.append(run(2, 0)));
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void whatIsNoHistoryIsLeftAlone() throws Exception {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "Buy milk\n");
        UserError error = assertThrows(UserError.class, () -> new History(notes).require());
        assertTrue(error.getMessage().startsWith(notes + ", line 1: not JSON"), error.getMessage());
        Path other = Files.writeString(folder.resolve("other.jsonl"), "{\"format\": \"thrice gate 3\"}\n");
        UserError unknown = assertThrows(UserError.class, () -> new History(other).require());
        assertTrue(unknown.getMessage().startsWith(other + ", line 1: "), unknown.getMessage());
        Path nowhere = folder.resolve("no/such/history.jsonl");
        assertThrows(UserError.class, () -> new History(nowhere).require());
    }

    /** A cell for each heading and none empty, which Otava's importer refuses; the text in quotes as RFC 4180 has it. */
    @Test
    void asCsvNoCellIsEmpty() {
        HistoryRun other = HistoryRun.of(SyntheticOutcome.of(2, SyntheticForks.of("new", 0, 0, 0)));
        List<String> lines = HistoryTable.csv(List.of(run(1, 0), other, run(3, Math.log(1.5))))
                .lines()
                .toList();
        String sum = "\"sum, of \"\"ints\"\" ";
        assertEquals("time,commit,base,verdict," + sum + "ns\"," + sum + "ratio\",new ns,new ratio", lines.getFirst());
        assertTrue(lines.get(1).startsWith("2026-11-01T10:00:00Z,1edcba9876,0123456789,PASS,"), lines.get(1));
        for (int i = 1; i < 4; i++) {
            String[] cells = lines.get(i).split(",", -1);
            assertEquals(8, cells.length, lines.get(i));
            for (int cell = 4; cell < 8; cell++) {
                assertTrue(Double.parseDouble(cells[cell]) > 0, lines.get(i));
            }
        }
        assertEquals(1000, Double.parseDouble(lines.get(2).split(",", -1)[4]), 1e-9);
        assertEquals(1.5, Double.parseDouble(lines.get(3).split(",", -1)[5]), 1e-12);
    }
}
