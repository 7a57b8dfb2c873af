package dev.thrice.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuAffinityTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadIsBoundUntilItIsClosed() throws Exception {
        List<Integer> before = CpuAffinity.allowed();
        String told = kernelsList();
        int cpu = before.getLast();
        CpuAffinity.Pinned bound = CpuAffinity.bind(cpu);
        assertEquals(List.of(cpu), CpuAffinity.allowed());
        assertEquals(Integer.toString(cpu), kernelsList());
        bound.close();
        assertEquals(before, CpuAffinity.allowed());
        assertEquals(told, kernelsList());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void workersTakeTheProcessorsInTurn() throws Exception {
        List<Integer> cpus = CpuAffinity.allowed();
        try (ForkJoinPool pool = new ForkJoinPool(cpus.size(), CpuAffinity.workersOn(cpus), null, false)) {
            Phaser together = new Phaser(cpus.size()); // so that each task has a thread of its own
            List<ForkJoinTask<List<Integer>>> tasks = cpus.stream()
                    .map(cpu -> pool.submit(() -> {
                        together.arriveAndAwaitAdvance();
                        return CpuAffinity.allowed();
                    }))
                    .toList();
            Set<List<Integer>> each = new HashSet<>();
            for (var task : tasks) {
                each.add(task.get(30, TimeUnit.SECONDS));
            }
            assertEquals(new HashSet<>(cpus.stream().map(List::of).toList()), each);
        }
        assertEquals(cpus, CpuAffinity.allowed());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theOthersAreWhereTheBoundThreadIsNot() throws Exception {
        List<Integer> cpus = CpuAffinity.allowed();
        try (CpuAffinity.Pinned bound = CpuAffinity.bind();
                ForkJoinPool pool = new ForkJoinPool(1, bound.others(), null, false)) {
            List<Integer> other = pool.submit(CpuAffinity::allowed).get(30, TimeUnit.SECONDS);
            assertEquals(List.of(cpus.getFirst()), CpuAffinity.allowed());
            assertEquals(List.of(cpus.get(cpus.size() > 1 ? 1 : 0)), other);
        }
        assertEquals(cpus, CpuAffinity.allowed());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatThereIsNotIsRefused() {
        List<Integer> allowed = CpuAffinity.allowed();
        for (int cpu : new int[] {-1, 8191, Integer.MAX_VALUE}) {
            String message = assertThrows(IllegalArgumentException.class, () -> CpuAffinity.bind(cpu))
                    .getMessage();
            assertTrue(message.startsWith("processor " + cpu + ", expected one of ["), message);
            assertThrows(IllegalArgumentException.class, () -> CpuAffinity.workersOn(List.of(cpu)));
        }
        assertThrows(IllegalArgumentException.class, () -> CpuAffinity.workersOn(List.of()));
        assertEquals(allowed, CpuAffinity.allowed());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheThreadItselfIsSetFree() throws Exception {
        try (CpuAffinity.Pinned bound = CpuAffinity.bind(CpuAffinity.allowed().getFirst())) {
            FutureTask<?> closing = new FutureTask<>(() -> assertThrows(IllegalStateException.class, bound::close));
            Thread.ofPlatform().start(closing).join();
            closing.get();
            assertEquals(1, CpuAffinity.allowed().size());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aVirtualThreadIsNotBound() throws Exception {
        FutureTask<?> binding =
                new FutureTask<>(() -> assertThrows(IllegalStateException.class, () -> CpuAffinity.bind()));
        Thread.ofVirtual().start(binding).join();
        binding.get();
    }

    @Test
    @DisabledOnOs(OS.LINUX)
    void elsewhereItSaysSo() {
        assertTrue(CpuAffinity.unavailable().orElseThrow().contains("Linux"));
        assertThrows(UnsupportedOperationException.class, CpuAffinity::allowed);
    }

    /** As /proc has it, where ranges are written with a hyphen. */
    private static String kernelsList() throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }
}
