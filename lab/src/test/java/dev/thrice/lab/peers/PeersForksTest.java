package dev.thrice.lab.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.lab.Main;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersForksTest {
    private static final int TASKS = 4;

    @TempDir
    Path folder;

    /** Ends its JVM as a crash does, after a logger's line and much that looks like progress. */
    public static final class Crashing implements Peer {
        @Override
        public String name() {
            return "Crashing";
        }

        @Override
        public Optional<String> unavailable() {
            System.out.println(".".repeat(1000));
            System.err.println("[main] INFO backend - thrice: loaded");
            Runtime.getRuntime().halt(139);
            return Optional.empty();
        }
    }

    /** Has another product than ours. */
    public static final class Wrong implements Peer {
        @Override
        public String name() {
            return "Wrong";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Optional<Task> product(
                int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
            return Optional.of(new Task() {
                @Override
                public void run() {}

                @Override
                public float[] result() {
                    return new float[m * n];
                }
            });
        }
    }

    /** Never comes to an end. */
    public static final class Hanging implements Peer {
        @Override
        public String name() {
            return "Hanging";
        }

        @Override
        public Optional<String> unavailable() {
            while (true) {
                LockSupport.park();
            }
        }
    }

    /** Is not there. */
    public static final class Absent implements Peer {
        @Override
        public String name() {
            return "Absent";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.of("no libabsent.so");
        }
    }

    /** Cannot even be made. */
    public static final class Broken implements Peer {
        /** Fails. */
        public Broken() {
            throw new NoClassDefFoundError("org/broken/Broken");
        }

        @Override
        public String name() {
            return "Broken";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }
    }

    @Test
    void aPeerThatFailsLeavesTheOthersAndIsAskedOnce() {
        List<String> asked = new ArrayList<>();
        List<String> turns = new ArrayList<>();
        int[] steps = {0};
        PeersForks forks = new PeersForks(List.of("a", "b", "c"), 3, TASKS, (peer, number, step) -> {
            asked.add(number + peer.orElse("-"));
            for (int i = 0; i < (peer.equals(Optional.of("c")) ? 1000 : 2); i++) {
                step.run();
            }
            if (peer.equals(Optional.of("a")) && number == 2) {
                throw new UserError("fork 2 failed");
            }
            String problem = peer.equals(Optional.of("b")) ? "not here" : null;
            return new PeersFork(peer.orElse(null), problem, List.of(), List.of());
        });

        List<PeersFork> found = forks.run(() -> assertTrue(++steps[0] <= forks.steps()), turns::add);

        assertEquals(List.of("1-", "1a", "1b", "1c", "2-", "2a", "2c", "3-", "3c"), asked);
        assertEquals(List.of("alone, 1 of 3", "a, 1 of 3"), turns.subList(0, 2));
        assertEquals(asked.size(), turns.size());
        assertEquals(forks.steps(), steps[0]);
        assertEquals(3 * 4 * TASKS, steps[0]);
        assertEquals(
                List.of(
                        "null null",
                        "c null",
                        "null null",
                        "c null",
                        "null null",
                        "c null",
                        "b not here",
                        "a fork 2 failed"),
                found.stream().map(fork -> fork.peer() + " " + fork.problem()).toList());
    }

    @Test
    void withoutTheProvidersThereIsNothingToCompare() {
        PeersForks forks = new PeersForks(List.of("a"), 1, TASKS, (peer, number, step) -> {
            throw new UserError("fork 1 failed");
        });
        assertThrows(UserError.class, () -> forks.run(() -> {}, turn -> {}));
    }

    /** All on the class path, where peers are looked for. */
    private String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        return Stream.of(
                        folder.toString(),
                        modules,
                        System.getProperty("java.class.path"),
                        location(Main.class),
                        location(PeersForksTest.class))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** The whole command in JVMs of its own, on the few products of one set. */
    @Test
    void libraryAfterLibraryIsListedByNameAndTheRestIsMeasured() throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(Peer.class.getName()),
                String.join(
                        "\n",
                        Crashing.class.getName(),
                        Wrong.class.getName(),
                        "org.example.Nowhere",
                        Hanging.class.getName(),
                        Absent.class.getName(),
                        Broken.class.getName()));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path json = folder.resolve("found.json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Main.class.getName(),
                        "peers",
                        "--provider=simd,openblas",
                        "--forks=1",
                        "--patience=10",
                        "--set=layer 64 x 64 x 64",
                        "--json=" + json)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(3, TimeUnit.MINUTES));
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        String progress = Files.readString(err);
        assertEquals(0, process.exitValue(), said + progress);
        assertTrue(
                said.contains("not compared: Crashing: fork 1 failed (exit code 139): it was ended by SIGSEGV\n"),
                said);
        assertTrue(
                said.contains(
                        "not compared: Wrong: fork 1 failed (exit code 1): 64 x 64 x 64 NT by Wrong: element 0 is 0.0"),
                said);
        assertTrue(
                said.contains("not compared: Hanging: fork 1 hung: no step of it was through in 10 s, and was ended\n"),
                said);
        assertTrue(said.contains("not compared: Absent: no libabsent.so\n"), said);
        assertTrue(said.contains("not compared: Broken: what it is made of is missing\n"), said);
        assertTrue(said.contains("not compared: a library: Provider org.example.Nowhere not found\n"), said);
        assertTrue(said.contains("\nopenblas: OpenBLAS "), said);
        assertTrue(said.contains("against openblas"), said);
        assertFalse(said.contains("against Wrong"), said);
        assertTrue(progress.strip().endsWith("measuring 100 %"), progress);
        assertEquals(1, progress.lines().filter(line -> line.contains("100 %")).count(), progress);
        assertTrue(Files.readString(json).contains("core"));
    }
}
