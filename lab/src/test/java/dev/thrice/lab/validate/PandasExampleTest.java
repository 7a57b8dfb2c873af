package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.lab.Main;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.lab.results.Synthetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/validate.md reads what is written. */
class PandasExampleTest {
    @TempDir
    Path folder;

    @Test
    void readsVerdictsAndTables() throws Exception {
        assumeTrue(python("import pandas, matplotlib") == 0, "SKIPPED: no python3 with pandas and matplotlib on PATH");
        Path file = folder.resolve("results.json");
        ResultsFile.write(file, Synthetic.paper(3, 1).algorithms(1.5, 4).results());
        assertEquals(
                0,
                Main.execute(
                        "validate",
                        "--from=" + file,
                        "--json=" + folder.resolve("run.json"),
                        "--tables=" + folder.resolve("tables")));
        Matcher example = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/validate.md")));
        assertTrue(example.find());
        assertEquals(0, python(example.group(1)), this::said);
        assertTrue(said().contains("holds"), this::said);
        assertTrue(Files.size(folder.resolve("ratios.png")) > 0);
    }

    private int python(String code) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder("python3", "-c", code)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile());
            builder.environment().put("MPLBACKEND", "Agg");
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            return -1; // there is no python3
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
