#!/usr/bin/env bash
#
# JDK 25: C2 boxes vectors that are loaded from heap segments of byte[], and those of one loop over segments of float[] and of native memory
# are slow though they are not boxed.
#
# y = 2 x + y over 50,000 floats by FloatVector.fromMemorySegment, a JVM for each line. Of segments of byte[], as ByteBuffer.array() and files
# that were read have them, every vector is allocated, since C2 does not know a float[]'s type of element in them. Of segments of float[] and
# of native memory none is, and both are as fast, as long as a loop has seen one of both; one that has seen both asks each vector's segment what
# it is. Bytes and times are the least of many runs, each compilation waited for.
#
# Seen on Linux, x86-64, AMD EPYC with AVX2, Temurin 25:
#
#     native: 0 bytes a vector, 4.0 us
#     float[]: 0 bytes a vector, 4.3 us
#     byte[]: 192 bytes a vector, 238.6 us
#     native and float[]: 0 bytes a vector, 27.7 us
#
# Needs a JDK 25, as JAVA_HOME or on PATH. Exits with 0 if that is still so, 1 if it has changed, 2 if it could not be tried.

set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
cat >HeapVectors.java <<'JAVA'
import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

class HeapVectors {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    static final int FLOATS = 50_000 / SPECIES.length() * SPECIES.length();
    static final long NANOS = 5_000_000_000L;

    static void axpy(MemorySegment x, MemorySegment y) {
        FloatVector two = FloatVector.broadcast(SPECIES, 2f);
        for (long i = 0; i < 4L * FLOATS; i += 4L * SPECIES.length()) {
            FloatVector.fromMemorySegment(SPECIES, x, i, ORDER)
                    .fma(two, FloatVector.fromMemorySegment(SPECIES, y, i, ORDER))
                    .intoMemorySegment(y, i, ORDER);
        }
    }

    public static void main(String[] args) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemorySegment[] x = new MemorySegment[args.length];
        MemorySegment[] y = new MemorySegment[args.length];
        for (int i = 0; i < args.length; i++) {
            x[i] = memory(args[i]);
            y[i] = memory(args[i]);
        }
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        long end = System.nanoTime() + NANOS;
        for (int run = 0; System.nanoTime() < end; run++) {
            int kind = run % args.length;
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            axpy(x[kind], y[kind]);
            nanos = Math.min(nanos, System.nanoTime() - start);
            bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
        }
        System.out.printf("%s: %d bytes a vector, %.1f us%n",
                String.join(" and ", args), bytes * SPECIES.length() / FLOATS, nanos / 1e3);
    }

    static MemorySegment memory(String kind) {
        return switch (kind) {
            case "byte[]" -> MemorySegment.ofArray(new byte[4 * FLOATS]);
            case "float[]" -> MemorySegment.ofArray(new float[FLOATS]);
            default -> Arena.global().allocate(4L * FLOATS, 64);
        };
    }
}
JAVA

run() {
  "$java" -Xbatch --add-modules jdk.incubator.vector HeapVectors.java "$@" 2>errors || { cat errors >&2; exit 2; }
}

native=$(run native)
floats=$(run 'float[]')
bytes=$(run 'byte[]')
printf '%s\n' "$native" "$floats" "$bytes"
run native 'float[]' # not judged: a time
[[ $native == *' 0 bytes a vector'* && $floats == *' 0 bytes a vector'* ]] || { echo 'changed: expected 0 bytes' >&2; exit 1; }
[[ $bytes != *' 0 bytes a vector'* ]] || { echo 'changed: expected vectors of byte[] to be allocated' >&2; exit 1; }
