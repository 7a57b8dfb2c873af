package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All that can be closed of the engine: closed twice, used when it is closed, closed and entered while it is used. */
@Timeout(60)
class LifetimesTest {
    enum Kind {
        NETWORK(Network.class),
        TEAM(WorkerTeam.class);

        private final Class<?> type;

        Kind(Class<?> type) {
            this.type = type;
        }
    }

    /** One of a kind: what is refused once it is closed, and while it is used; and what does something within a use. */
    private record Subject(AutoCloseable thing, Map<String, Executable> uses, Consumer<Runnable> within) {}

    private final WorkerTeam team = new WorkerTeam(2);
    private final Network network = Networks.fed(Chain.multilayerPerceptron(6, 2, 9, 4), 16, 5);
    private final Engine engine = new Engine(network, new VariationalPc(4, .25f), new BatchParallel(team));

    @AfterEach
    void close() {
        network.close();
        team.close();
    }

    private Subject subject(Kind kind) {
        Map<String, Executable> uses = new LinkedHashMap<>();
        uses.put("gradients", engine::gradients);
        if (kind == Kind.TEAM) {
            uses.put("run", () -> team.run((worker, all) -> {}));
            return new Subject(team, uses, this::withinJob);
        }
        uses.put("forward", network::forward);
        uses.put("function", () -> network.forward(1));
        uses.put("errors", engine::errors);
        return new Subject(network, uses, this::withinInference);
    }

    private void withinJob(Runnable body) {
        team.run((worker, all) -> {
            if (worker == 1) {
                body.run();
            }
        });
    }

    private void withinInference(Runnable body) {
        engine.observe(t -> {
            if (t == 1) {
                body.run();
            }
        });
        engine.errors();
        engine.observe(null);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsClosedIsNotUsedAndClosedAgainWithoutHarm(Kind kind) throws Exception {
        Subject subject = subject(kind);
        subject.uses.forEach((name, use) -> assertDoesNotThrow(use, name));
        for (int i = 0; i < 2; i++) {
            subject.thing.close();
            subject.uses.forEach((name, use) -> refused(name, use));
        }
    }

    @Test
    void nothingIsReadOfAClosedNetwork() {
        network.close();
        refused("loss", network::loss);
        refused("loss of some", () -> network.loss(1));
        refused("correct", () -> network.correct(1));
        refused("finite", network::firstNotFinite);
        refused("inputs", () -> network.inputs().get(0, 0));
        refused("labels", () -> network.labels().get(0));
        refused("value", () -> network.activation(1).toArray());
        refused("plan", () -> new Engine(network, new VariationalPc(4, .25f), new Sequential()));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUsedIsNeitherClosedNorEntered(Kind kind) throws Exception {
        Subject subject = subject(kind);
        subject.within.accept(() -> {
            refused("close", subject.thing::close);
            subject.uses.forEach((name, use) -> refused(name, use));
            CompletableFuture.runAsync(
                            () -> {
                                refused("close", subject.thing::close);
                                subject.uses.forEach((name, use) -> refused(name, use));
                            },
                            task -> Thread.ofPlatform().daemon().start(task))
                    .join();
        });
        subject.uses.forEach((name, use) -> assertDoesNotThrow(use, name));
    }

    @Test
    void theseAreAllThatCanBeClosed() throws Exception {
        Set<Class<?>> kinds = Stream.of(Kind.values()).map(kind -> kind.type).collect(Collectors.toSet());
        assertEquals(kinds, closeable());
    }

    private static Set<Class<?>> closeable() throws Exception {
        Path classes = Path.of(
                Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                    .map(name -> name.replace(".class", "").replaceAll("[/\\\\]", "."))
                    .map(LifetimesTest::load)
                    .filter(type -> AutoCloseable.class.isAssignableFrom(type) && !type.isInterface())
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .collect(Collectors.toSet());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Engine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String name, Executable use) {
        String message = assertThrows(IllegalStateException.class, use, name).getMessage();
        assertEquals(1, message.lines().count(), name);
    }
}
