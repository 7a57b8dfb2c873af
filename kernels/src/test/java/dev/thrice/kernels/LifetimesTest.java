package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.OperandPacker;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** All that can be closed here: closed twice, used when it is closed, closed and entered while it is used. */
@Timeout(60)
class LifetimesTest {
    private static final GemmSpec SMALL = GemmSpec.nn(2, 2, 2);
    private static final GemmSpec PACKED = SMALL.withPacked(GemmSpec.Packed.B);

    /** What becomes of who closes it while another thread uses it. */
    private enum Meanwhile {
        REFUSED,
        WAITS
    }

    enum Kind {
        ARENA(TensorArena.class, Meanwhile.REFUSED, false),
        PLAN(Gemm.class, Meanwhile.WAITS, true),
        PACKED_OPERAND(PackedMatrix.class, Meanwhile.WAITS, true);

        private final Class<?> type;
        private final Meanwhile meanwhile;

        /** Whether it is closed again without harm; else that is refused, as the JDK's arenas do. */
        private final boolean again;

        Kind(Class<?> type, Meanwhile meanwhile, boolean again) {
            this.type = type;
            this.meanwhile = meanwhile;
            this.again = again;
        }
    }

    /**
     * One of a kind.
     *
     * @param uses that are refused once it is closed
     * @param entries of these, those that only one caller may be in
     * @param within does something within a use
     */
    private record Subject(
            AutoCloseable thing, Map<String, Executable> uses, List<String> entries, Consumer<Runnable> within) {}

    private final TensorArena arena = TensorArena.open();
    private final Tensor a = arena.tensor(2, 2, 1, 2, 3, 4);
    private final Tensor b = arena.tensor(2, 2, 2, 3, 4, 5);
    private final Tensor c = arena.tensor(2, 2);
    private Runnable body = () -> {};

    @AfterEach
    void close() {
        arena.close();
    }

    private Subject subject(Kind kind) {
        return switch (kind) {
            case ARENA -> ofArena(TensorArena.open());
            case PLAN -> ofPlan(new Gemm(SMALL, calling(), new ScalarGemm()));
            case PACKED_OPERAND ->
                ofPacked(new PackedMatrix(PackedMatrix.Layout.of("scalar", PACKED), packing(), arena));
        };
    }

    private GemmKernel calling() {
        GemmKernel scalar = new ScalarGemm().plan(SMALL);
        return (x, y, z, d, ldd, sums) -> {
            body.run();
            scalar.run(x, y, z, d, ldd, sums);
        };
    }

    private OperandPacker packing() {
        return new OperandPacker() {
            @Override
            public long bytes() {
                return 64;
            }

            @Override
            public void pack(long from, long to) {
                body.run();
            }
        };
    }

    private Subject ofArena(TensorArena own) {
        Kernels kernels = Kernels.select("scalar");
        Tensor x = own.tensor(2, 2, 1, 2, 3, 4);
        Labels labels = Labels.allocate(own, 2, 2);
        Gemm plan = new Gemm(SMALL, calling(), new ScalarGemm());
        Gemm packing = kernels.gemm(PACKED);
        PackedMatrix packed = packing.allocatePacked(own).pack(b);
        Map<String, Executable> uses = Map.ofEntries(
                Map.entry("allocate", () -> own.allocate(4, 4)),
                Map.entry("tensor", () -> own.tensor(1, 1)),
                Map.entry("map", () -> own.map(Path.of("none"), 1, 1)),
                Map.entry("view", () -> Tensor.of(own, x.segment(), 1, 1, 1)),
                Map.entry("read", () -> x.get(0, 0)),
                Map.entry("write", () -> x.set(0, 0, 1)),
                Map.entry("read all", x::toArray),
                Map.entry("copy", () -> x.copyFrom(1, 2, 3, 4)),
                Map.entry("claim", x::claim),
                Map.entry("label", () -> labels.get(0)),
                Map.entry("labels", () -> Labels.allocate(own, 2, 2)),
                Map.entry("input", () -> kernels.tanh(x, c)),
                Map.entry("output", () -> kernels.tanh(c, x)),
                Map.entry("labels of a kernel", () -> kernels.negativeLogLikelihood(c, labels)),
                Map.entry("factor", () -> plan.run(a, x, c)),
                Map.entry("packed", () -> packing.run(a, packed, c)),
                Map.entry("pack", () -> packed.pack(b)),
                Map.entry("plan", () -> kernels.closedWith(own).gemm(SMALL)));
        return new Subject(own, refusedWithoutFile(uses), List.of(), work -> within(work, () -> plan.run(x, b, c)));
    }

    /** There is no such file; once it is closed nobody looks. */
    private static Map<String, Executable> refusedWithoutFile(Map<String, Executable> uses) {
        return uses.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, use -> () -> {
            try {
                use.getValue().execute();
            } catch (IOException e) {
                assertEquals("none", e.getMessage());
            }
        }));
    }

    private Subject ofPlan(Gemm plan) {
        return new Subject(
                plan,
                Map.of("run", () -> plan.run(a, b, c)),
                List.of("run"),
                work -> within(work, () -> plan.run(a, b, c)));
    }

    private Subject ofPacked(PackedMatrix packed) {
        return new Subject(
                packed,
                Map.of("pack", () -> packed.pack(b)),
                List.of("pack"),
                work -> within(work, () -> packed.pack(b)));
    }

    private void within(Runnable work, Runnable use) {
        int[] times = new int[1];
        body = () -> {
            times[0]++;
            if (times[0] == 1) {
                work.run();
            }
        };
        use.run();
        assertEquals(1, times[0]);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsClosedIsNotUsed(Kind kind) throws Exception {
        Subject subject = subject(kind);
        subject.uses.forEach((name, use) -> assertDoesNotThrow(use, name));
        subject.thing.close();
        subject.uses.forEach((name, use) -> refused(name, use));
        if (kind.again) {
            subject.thing.close();
        } else {
            refused("close", subject.thing::close);
        }
        subject.uses.forEach((name, use) -> refused(name, use));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUsedIsNeitherClosedNorEnteredFromWithin(Kind kind) throws Exception {
        Subject subject = subject(kind);
        subject.within.accept(() -> {
            refused("close", subject.thing::close);
            subject.entries.forEach(name -> refused(name, subject.uses.get(name)));
        });
        subject.uses.forEach((name, use) -> assertDoesNotThrow(use, name));
        subject.thing.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUsedIsNotClosedByAnotherThread(Kind kind) throws Exception {
        Subject subject = subject(kind);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        subject.within.accept(() -> {
            Thread closing = Thread.ofPlatform().daemon().start(() -> {
                try {
                    subject.thing.close();
                    closed.complete(true);
                } catch (Exception e) {
                    closed.complete(!(e instanceof IllegalStateException));
                }
            });
            if (kind.meanwhile == Meanwhile.REFUSED) {
                assertEquals(false, closed.join());
            } else {
                while (closing.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                assertTrue(!closed.isDone());
            }
        });
        assertEquals(kind.meanwhile == Meanwhile.WAITS, closed.join());
        if (kind.meanwhile == Meanwhile.REFUSED) {
            subject.uses.forEach((name, use) -> assertDoesNotThrow(use, name));
            subject.thing.close();
        }
        subject.uses.forEach((name, use) -> refused(name, use));
    }

    @Test
    void theseAreAllThatCanBeClosed() throws Exception {
        Set<Class<?>> kinds = Stream.of(Kind.values()).map(kind -> kind.type).collect(Collectors.toSet());
        assertEquals(kinds, closeable());
    }

    private static Set<Class<?>> closeable() throws Exception {
        Path classes = Path.of(Kernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> exported = exported(classes.resolve("module-info.class"));
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                    .map(name -> name.replace(".class", "").replaceAll("[/\\\\]", "."))
                    .map(LifetimesTest::load)
                    .filter(type -> AutoCloseable.class.isAssignableFrom(type) && !type.isInterface())
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .filter(type -> exported.contains(type.getPackageName()))
                    .collect(Collectors.toSet());
        }
    }

    /** To everybody. */
    private static Set<String> exported(Path module) throws IOException {
        try (InputStream descriptor = Files.newInputStream(module)) {
            return ModuleDescriptor.read(descriptor).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Kernels.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String name, Executable use) {
        String message = assertThrows(IllegalStateException.class, use, name).getMessage();
        assertEquals(1, message.lines().count(), name);
    }
}
