package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.GemmSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever can still use an arena's memory through this library keeps the arena; when nobody does, the memory is found again. */
@Timeout(60)
class ReachabilityTest {
    @TempDir
    private static Path folder;

    /** What is made of an arena, and kept when the arena is not. */
    private static final Map<String, Function<TensorArena, Object>> KEPT = new LinkedHashMap<>();

    static {
        KEPT.put("tensor", arena -> arena.tensor(2, 3));
        KEPT.put("rows", arena -> arena.tensor(2, 3).rows(1, 1));
        KEPT.put("columns", arena -> arena.tensor(2, 3).columns(1, 1));
        KEPT.put("transposed", arena -> arena.tensor(2, 3).transposed());
        KEPT.put("view", arena -> Tensor.of(arena, arena.allocate(64, 64), 2, 3, 3));
        KEPT.put("file", ReachabilityTest::map);
        KEPT.put("labels", arena -> Labels.allocate(arena, 4, 2));
        KEPT.put("some labels", arena -> Labels.allocate(arena, 4, 2).rows(1, 2));
        KEPT.put(
                "packed",
                arena -> Kernels.select("scalar")
                        .gemm(GemmSpec.nn(2, 2, 2).withPacked(GemmSpec.Packed.B))
                        .allocatePacked(arena));
        KEPT.put("kernels", arena -> Kernels.select("scalar").closedWith(arena));
    }

    private static Object map(TensorArena arena) {
        try {
            return arena.map(Files.write(folder.resolve("file"), new byte[24]), 2, 3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> kept() {
        return KEPT.keySet().stream();
    }

    /** Another arena that is lost at the same time tells when all that could be found has been. */
    @ParameterizedTest
    @MethodSource("kept")
    void whatIsUsedIsKept(String name) throws InterruptedException {
        MemorySegment[] memory = new MemorySegment[1];
        keep(lose(KEPT.get(name), memory), memory[0]);
        awaitFreed(memory[0]);
    }

    private static void keep(Object kept, MemorySegment memory) throws InterruptedException {
        MemorySegment[] sentinel = new MemorySegment[1];
        lose(arena -> 0, sentinel);
        try {
            awaitFreed(sentinel[0]);
            assertTrue(memory.scope().isAlive());
        } finally {
            Reference.reachabilityFence(kept);
        }
    }

    private static Object lose(Function<TensorArena, Object> use, MemorySegment[] memory) {
        TensorArena arena = TensorArena.open();
        memory[0] = arena.allocate(64, 64);
        return use.apply(arena);
    }

    private static void awaitFreed(MemorySegment memory) throws InterruptedException {
        for (int i = 0; i < 1000 && memory.scope().isAlive(); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertFalse(memory.scope().isAlive());
    }
}
