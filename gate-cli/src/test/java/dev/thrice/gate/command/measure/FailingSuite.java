package dev.thrice.gate.command.measure;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.gate.GateSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** A suite of one benchmark, which fails as a resource says. */
public final class FailingSuite implements GateSuite {
    private static final String HOW = "how";

    /** For ServiceLoader. */
    public FailingSuite() {}

    /**
     * Puts a build of it into a folder.
     *
     * @param folder that is made
     * @param how exit, hang, close, threads, no list, no name or not at all
     * @return the folder
     * @throws IOException if it cannot be written
     */
    public static Path build(Path folder, String how) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(GateSuite.class.getName()), FailingSuite.class.getName());
        Files.writeString(folder.resolve(HOW), how);
        Path classes = Files.createDirectories(
                folder.resolve(FailingSuite.class.getPackageName().replace('.', '/')));
        for (String name : List.of("FailingSuite.class", "FailingSuite$Failing.class")) {
            try (InputStream in = FailingSuite.class.getResourceAsStream(name)) {
                Files.copy(in, classes.resolve(name));
            }
        }
        return folder;
    }

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public List<String> benchmarks(Extent extent) {
        return switch (how()) {
            case "no list" -> null;
            case "no name" -> Collections.singletonList(null);
            default -> List.of("sum");
        };
    }

    @Override
    public GateBenchmark open(String name) {
        return new Failing(how());
    }

    private static String how() {
        try (InputStream how = FailingSuite.class.getResourceAsStream("/" + HOW)) {
            return new String(how.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Failing implements GateBenchmark {
        private final String how;
        private double sum;

        Failing(String how) {
            this.how = how;
        }

        @Override
        public void run() {
            if (how.equals("exit")) {
                System.exit(0);
            }
            while (how.equals("hang")) {
                Thread.onSpinWait();
            }
            sum = 0;
            for (int i = 1; i < 1_000; i++) {
                sum += 1.0 / i;
            }
        }

        @Override
        public int threads() {
            if (how.equals("threads")) {
                throw new AssertionError("nobody knows");
            }
            return 1;
        }

        @Override
        public long resultHash() {
            return Double.doubleToLongBits(sum);
        }

        @Override
        public void close() {
            if (how.equals("close")) {
                throw new IllegalStateException("it is stuck");
            }
        }
    }
}
