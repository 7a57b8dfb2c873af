package dev.thrice.emulator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Machine code on the processor that there is, on Linux. Never unmapped: a few pages, until the JVM ends. */
final class Processor {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP =
            system("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MPROTECT =
            system("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final MethodHandle function;

    private Processor(MethodHandle function) {
        this.function = function;
    }

    /** {@return whether the processor is one of x86-64 with all of these, named as Linux does} */
    static boolean has(String... features) {
        if (!System.getProperty("os.arch").equals("amd64") || !Files.isReadable(DESCRIPTION)) {
            return false;
        }
        try {
            Set<String> known = Files.readAllLines(DESCRIPTION).stream()
                    .filter(line -> line.startsWith("flags"))
                    .flatMap(Pattern.compile("[\\s:]+")::splitAsStream)
                    .collect(Collectors.toSet());
            return known.containsAll(List.of(features));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes code a function of three addresses. */
    static Processor load(byte[] code) {
        try {
            MemorySegment page = ((MemorySegment) MMAP.invokeExact(
                            MemorySegment.NULL, (long) code.length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L))
                    .reinterpret(code.length);
            page.copyFrom(MemorySegment.ofArray(code));
            int refused = (int) MPROTECT.invokeExact(page, (long) code.length, READ_EXECUTE);
            if (refused != 0) {
                throw new IllegalStateException("The system denies executable memory");
            }
            return new Processor(LINKER.downcallHandle(page, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS)));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle system(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }

    void run(MemorySegment first, MemorySegment second, MemorySegment third) {
        try {
            function.invokeExact(first, second, third);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
