package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmhResultTest {
    @TempDir
    private Path folder;

    private Map<String, JmhResult> read(String mode, String time, String unit, String data, String allocated)
            throws Exception {
        Path file = folder.resolve("results.json");
        Files.writeString(file, """
            [ { "benchmark": "a.B.c", "mode": "%s", "threads": 2, "measurementTime": "%s", "measurementBatchSize": 5,
                "params": { "z": "1", "a": "x,y" },
                "primaryMetric": { "scoreUnit": "%s", %s },
                "secondaryMetrics": { "%s": { "rawData": [ [ 16.5, 16.25 ] ] }, "gc.count": { "rawData": [ [ 1, 2 ] ] } } } ]
            """.formatted(mode, time, unit, data, allocated));
        return JmhResult.read(file, "base: benchmark c");
    }

    @Test
    void aTimeIsInNanosecondsAnOperation() throws Exception {
        Map<String, JmhResult> found =
                read("avgt", "100 ms", "us/op", "\"rawData\": [ [ 2.0, 4.0 ] ]", "gc.alloc.rate.norm");
        JmhResult result = found.get("a.B.c (a=x,y; z=1) avgt");
        assertEquals(List.of(2_000.0, 4_000.0), result.nanos());
        assertEquals(List.of(16.5, 16.25), result.bytes());
        assertEquals(50_000, result.operations(), 1e-6);
        assertEquals(2, result.threads());
    }

    /** And before JMH 1.37 what profilers found began with a dot. */
    @Test
    void aRateIsTurnedOver() throws Exception {
        JmhResult result = read("thrpt", "1 s", "ops/ms", "\"rawData\": [ [ 4.0 ] ]", "\u00b7gc.alloc.rate.norm")
                .get("a.B.c (a=x,y; z=1) thrpt");
        assertEquals(List.of(250_000.0), result.nanos());
        assertEquals(List.of(16.5, 16.25), result.bytes());
    }

    /** As JMH 1.37 has them with perfnorm, and 1.36; a time too short for its intervals has none. */
    @ParameterizedTest
    @CsvSource({
        "instructions:u, 85.5, 85.5",
        "\u00b7instructions:u, 85.5, 85.5",
        "instructions:u, '\"NaN\"',",
        "CPI, 1.5,"
    })
    void instructionsAreOverAFork(String name, String value, Double expected) throws Exception {
        Path file = folder.resolve("counted.json");
        Files.writeString(file, """
            [ { "benchmark": "a.B.c", "mode": "avgt", "threads": 1, "measurementTime": "1 s",
                "primaryMetric": { "scoreUnit": "ns/op", "rawData": [ [ 20.0, 21.0 ] ] },
                "secondaryMetrics": { "IPC": { "rawData": [ [ 1.9 ] ] }, "%s": { "score": %s, "rawData": [ [ ] ] } } } ]
            """.formatted(name, value));
        JmhResult result = JmhResult.read(file, "base: benchmark c").get("a.B.c avgt");
        assertEquals(expected == null ? List.of() : List.of(expected), result.instructions());
        assertEquals(List.of(), result.bytes());
    }

    @Test
    void aSampledIterationIsItsMedian() throws Exception {
        String histogram = "\"rawDataHistogram\": [ [ [ [ 9.0, 2 ], [ 1.0, 2 ], [ 3.0, 2 ] ], [ [ 7.0, 1 ] ] ] ]";
        JmhResult result = read("sample", "1 s", "ns/op", histogram, "x").get("a.B.c (a=x,y; z=1) sample");
        assertEquals(List.of(3.0, 7.0), result.nanos());
        assertEquals(List.of(), result.bytes());
    }

    /** Of 100 samples by a clock of 10 ns: where in its step the median is, the numbers on either side of it say. */
    @ParameterizedTest
    @CsvSource({
        "'[ 10, 25 ], [ 20, 50 ], [ 30, 25 ]', 20",
        "'[ 10, 30 ], [ 20, 70 ]', 17.857142857142858", // 15 + 20/70 of 10
        "'[ 10, 40 ], [ 20, 60 ]', 16.666666666666668", // 15 + 10/60 of 10
        "'[ 10, 50 ], [ 20, 50 ]', 15",
        "'[ 20, 100 ]', 20",
        "'[ 20, 99 ], [ 5000, 1 ]', 20.1010101010101" // 10 + 50/99 of 20: a step is no longer than the time
    })
    void aMedianIsWithinAStepOfTheClock(String bins, double expected) throws Exception {
        JmhResult result = read("sample", "1 s", "ns/op", "\"rawDataHistogram\": [ [ [ " + bins + " ] ] ]", "x")
                .get("a.B.c (a=x,y; z=1) sample");
        assertEquals(expected, result.nanos().getFirst(), 1e-12);
    }

    @Test
    void whatIsTooShortForTheClockIsNamed() {
        UserError zero = assertThrows(
                UserError.class,
                () -> read("sample", "1 s", "ns/op", "\"rawDataHistogram\": [ [ [ [ 0, 60 ], [ 10, 40 ] ] ] ]", "x"));
        assertEquals(
                "base: benchmark c: 0.0 ns an operation, expected what the clock can tell;"
                        + " -bm avgt takes many operations together",
                zero.getMessage());
        assertThrows(UserError.class, () -> read("thrpt", "1 s", "ops/s", "\"rawData\": [ [ 5, 0 ] ]", "x"));
    }

    @Test
    void aSingleShotIsOneBatch() throws Exception {
        JmhResult result = read("ss", "single-shot", "s/op", "\"rawData\": [ [ 2.0 ] ]", "x")
                .get("a.B.c (a=x,y; z=1) ss");
        assertEquals(List.of(2e9), result.nanos());
        assertEquals(5, result.operations());
    }

    @Test
    void whateverElseItIsIsRefusedInALine() {
        for (String data : List.of("\"rawData\": [ [ \"NaN\" ] ]", "\"rawData\": []", "\"x\": 1")) {
            String message = assertThrows(UserError.class, () -> read("avgt", "1 s", "ns/op", data, "x"))
                    .getMessage();
            assertTrue(message.contains("base: benchmark c: results that are none of JMH's: "), message);
        }
        assertThrows(UserError.class, () -> read("avgt", "1 s", "furlongs/op", "\"rawData\": [ [ 2 ] ]", "x"));
    }
}
