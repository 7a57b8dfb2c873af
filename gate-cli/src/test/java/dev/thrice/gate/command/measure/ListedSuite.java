package dev.thrice.gate.command.measure;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A suite with the benchmarks that a file beside its classes lists. */
public final class ListedSuite implements GateSuite {
    /** That file. */
    public static final String LIST = "benchmarks.txt";

    /** For ServiceLoader. */
    public ListedSuite() {}

    @Override
    public String name() {
        return "listed";
    }

    @Override
    public List<String> benchmarks(Extent extent) {
        try (InputStream list = ListedSuite.class.getResourceAsStream("/" + LIST)) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public GateBenchmark open(String name) {
        throw new IllegalArgumentException("no benchmark " + name + " is to be opened");
    }
}
