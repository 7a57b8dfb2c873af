package dev.thrice.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.assembler.MemoryMap;
import dev.thrice.mpi.Exchange;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** All that can be closed of this module: bindings of threads, and code. Plans and packed operands are closed by those who hold them. */
@Timeout(60)
class LifetimesTest {
    private static final int MORE_PAGES = 64;

    @BeforeEach
    void setUp() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
    }

    @Test
    void aBindingIsClosedOnce() {
        List<Integer> before = CpuAffinity.allowed();
        CpuAffinity.Pinned first = CpuAffinity.bind(before.getFirst());
        first.close();
        refused("is closed", first::others);
        try (CpuAffinity.Pinned second = CpuAffinity.bind(before.getLast())) {
            first.close();
            assertEquals(List.of(before.getLast()), CpuAffinity.allowed());
            assertTrue(second.others() != null);
        }
        assertEquals(before, CpuAffinity.allowed());
    }

    @Test
    void theLaterBindingIsClosedFirst() {
        List<Integer> before = CpuAffinity.allowed();
        int cpu = before.getLast();
        CpuAffinity.Pinned outer = CpuAffinity.bind(cpu);
        CpuAffinity.Pinned inner = CpuAffinity.bind(cpu);
        refused("close that first", outer::close);
        assertEquals(List.of(cpu), CpuAffinity.allowed());
        inner.close();
        assertEquals(List.of(cpu), CpuAffinity.allowed());
        outer.close();
        assertEquals(before, CpuAffinity.allowed());
    }

    @Test
    void aBindingIsItsThreadsOwn() throws Exception {
        List<Integer> before = CpuAffinity.allowed();
        try (CpuAffinity.Pinned bound = CpuAffinity.bind(before.getFirst())) {
            FutureTask<?> other = new FutureTask<>(() -> {
                try (CpuAffinity.Pinned own = CpuAffinity.bind()) { // inherits one processor
                    refused("expected", bound::close);
                    assertTrue(own.others() != null);
                }
                return null;
            });
            Thread.ofPlatform().start(other).join();
            other.get();
            assertEquals(List.of(before.getFirst()), CpuAffinity.allowed());
        }
        assertEquals(before, CpuAffinity.allowed());
    }

    /** What has the place since is not unmapped: of many later pages some have. */
    @Test
    void codeIsGivenBackOnce() throws Exception {
        assumeTrue(ExecutableMemory.isKnownHere());
        byte[] code = {1, 2, 3};
        ExecutableMemory closed = ExecutableMemory.of(code);
        closed.close();
        refused("executable memory is closed", closed::entry);
        ExecutableMemory[] later = new ExecutableMemory[MORE_PAGES];
        for (int i = 0; i < later.length; i++) {
            later[i] = ExecutableMemory.of(code);
        }
        closed.close();
        for (ExecutableMemory each : later) {
            assertEquals("r-xp", MemoryMap.permissions(each.entry().address()));
            each.close();
        }
    }

    @Test
    void theseAreAllThatCanBeClosed() throws Exception {
        assertEquals(
                Set.of(
                        CpuAffinity.Pinned.class,
                        ExecutableMemory.class,
                        Exchange.class), // by MpiTest, as are the sums of Mpi
                closeable());
    }

    private static Set<Class<?>> closeable() throws Exception {
        Path classes = Path.of(CpuAffinity.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
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
            return Class.forName(name, false, CpuAffinity.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(String part, Executable use) {
        String message = assertThrows(IllegalStateException.class, use).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count());
    }
}
