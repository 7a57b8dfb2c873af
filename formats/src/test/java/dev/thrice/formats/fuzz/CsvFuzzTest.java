package dev.thrice.formats.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.formats.FormatException;
import dev.thrice.formats.csv.CsvFile;
import dev.thrice.formats.csv.CsvTable;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFuzzTest {
    @TempDir
    Path folder;

    @Test
    void aTableIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file.csv"), CsvFuzzTest::file, (file, arena) -> {
            FormatException refusal = null;
            for (CsvFile each : new CsvFile[] {
                CsvFile.of(file),
                CsvFile.of(file).header().label(1),
                CsvFile.of(file).label("c").separator(';')
            }) {
                try {
                    requireWhole(each.read(), arena);
                } catch (FormatException e) {
                    refusal = e;
                }
            }
            if (refusal != null) {
                throw refusal;
            }
            return 3 * 2 * Files.size(file); // a float of each figure and what separates it, three times
        });
    }

    private static void requireWhole(CsvTable table, TensorArena arena) {
        assertEquals((long) table.rows() * table.columns(), table.tensor(arena).toArray().length);
        for (int label : table.labels()) {
            table.classes().get(label);
        }
    }

    private static byte[] file(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\ufeff" : "");
        String separator = Fuzz.any(random, ",", ",", ";", "\t");
        String end = Fuzz.any(random, "\n", "\r\n", "\r");
        int columns = 1 + random.nextInt(4);
        if (random.nextBoolean()) {
            text.append(String.join(separator, new String[] {"a", "\"b\"", "c", "d"}))
                    .append(end);
        }
        for (int rows = random.nextInt(6); rows > 0; rows--) {
            for (int j = 0; j < columns; j++) {
                String field =
                        Fuzz.any(random, "1", "0", "-2.5", "1e3", "\"7\"", "x", "", "1e39", "NaN", "\"a\"\"b\n\"");
                text.append(random.nextInt(4) == 0 ? field : "3").append(j < columns - 1 ? separator : end);
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
