package dev.thrice.jit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/** Memory between pages that cannot be touched, at the beginning or the end of those that can: who goes past it ends the JVM. On Linux. */
final class FencedRoom implements Room {
    private static final int NONE = 0;
    private static final int READ = 1;
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final long PAGE = 1 << 16; // a multiple of any system's
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MPROTECT =
            function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final boolean atTheEnd;
    private final Map<String, MemorySegment> fields = new HashMap<>();

    FencedRoom(boolean atTheEnd) {
        this.atTheEnd = atTheEnd;
    }

    /** Of one operand of a name at a time. */
    @Override
    public MemorySegment of(String operand, long bytes) {
        MemorySegment field = fields.get(operand);
        if (field == null || field.byteSize() < bytes) {
            field = field((bytes / PAGE + 1) * PAGE);
            fields.put(operand, field);
        }
        protect(field, READ_AND_WRITE);
        return field.asSlice(atTheEnd ? field.byteSize() - bytes : 0, bytes);
    }

    /** Lets nobody write to an operand until it is made anew. */
    void makeReadOnly(String operand) {
        protect(fields.get(operand), READ);
    }

    private static MemorySegment field(long bytes) {
        try {
            MemorySegment all = ((MemorySegment)
                            MMAP.invokeExact(MemorySegment.NULL, bytes + 2 * PAGE, NONE, PRIVATE_ANONYMOUS, -1, 0L))
                    .reinterpret(bytes + 2 * PAGE);
            return all.asSlice(PAGE, bytes); // unmapped with the JVM
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void protect(MemorySegment field, int protection) {
        try {
            int result = (int) MPROTECT.invokeExact(field, field.byteSize(), protection);
            if (result != 0) {
                throw new IllegalStateException("mprotect");
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
