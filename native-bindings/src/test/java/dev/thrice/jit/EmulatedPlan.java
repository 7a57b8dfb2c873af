package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Listings;
import dev.thrice.emulator.EmulationException;
import dev.thrice.emulator.Emulator;
import dev.thrice.emulator.Memory;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan whose calls run on an emulated processor, of either instruction set, whatever this one is. */
final class EmulatedPlan {
    private static final long LIMIT = 100_000_000;

    private final GemmSpec spec;
    private final Isa isa;
    private final PackingSpec packing;
    private final Planner.Outline outline;

    EmulatedPlan(GemmSpec spec, int rowsOfWhole, Isa isa) {
        this.spec = spec;
        this.isa = isa;
        packing = spec.packed() == Packed.B ? JitPacker.packing(spec, isa) : null;
        outline = Planner.plan(spec, rowsOfWhole, isa);
    }

    /** All code that these need, which a disassembler reads as it was written. */
    static Map<KernelSpec, Listings.Code> codes(Collection<EmulatedPlan> plans) {
        Map<KernelSpec, Assembler> written = new HashMap<>();
        for (EmulatedPlan plan : plans) {
            plan.kernels().forEach(kernel -> written.computeIfAbsent(kernel, Kernel::assembled));
        }
        List<KernelSpec> kernels = new ArrayList<>(written.keySet());
        List<Listings.Code> read = Listings.requireRead(
                List.copyOf(kernels.stream().map(written::get).toList()));
        Map<KernelSpec, Listings.Code> codes = new HashMap<>();
        for (int i = 0; i < kernels.size(); i++) {
            codes.put(kernels.get(i), read.get(i));
        }
        return codes;
    }

    private List<KernelSpec> kernels() {
        List<KernelSpec> kernels = new ArrayList<>(
                outline.calls().stream().map(call -> call.spec()).toList());
        if (packing != null) {
            kernels.add(packing);
        }
        return kernels;
    }

    /** Runs it on these operands, beside which, and beside what it packs into, code may touch nothing. */
    void run(Operands operands, Map<KernelSpec, Listings.Code> codes) {
        Memory memory = new Memory();
        long a = memory.map("A", operands.a(), false);
        long b = memory.map("B", operands.b(), false);
        long c = memory.map("C", operands.c(), true);
        long d = memory.map("D", operands.d(), false);
        long sums = memory.map("the sums of columns", operands.sums(), true);
        run(memory, a, b, c, d, operands.ldd(), sums, codes);
    }

    /** The same where operands have their addresses. */
    void run(Memory memory, long a, long b, long c, long d, int ldd, long sums, Map<KernelSpec, Listings.Code> codes) {
        long bufferA = memory.map("what is packed of A", buffer(outline.bytesOfA()), true);
        long bufferB = memory.map("what is packed of B", buffer(outline.bytesOfB()), true);
        long kept = memory.map("a panel that is kept", buffer(outline.bytesKept()), true);
        long givenB = b;
        if (packing != null) {
            givenB = memory.map("packed B", buffer(new JitPacker(spec, isa).bytes()), true);
            call(codes.get(packing), memory, b, givenB);
        }
        long rowD = (long) ldd * Float.BYTES;
        for (Call call : outline.calls()) {
            Listings.Code code = codes.get(call.spec());
            switch (call.work()) {
                case PACKS_A -> call(code, memory, a + call.a(), bufferA);
                case PACKS_B -> call(code, memory, b + call.b(), bufferB);
                case MULTIPLIES ->
                    call(
                            code,
                            memory,
                            (call.packedA() ? bufferA : a) + call.a(),
                            (call.packedB() ? bufferB : givenB) + call.b(),
                            c + call.c(),
                            d + call.row() * rowD + call.column(),
                            rowD,
                            sums + call.column(),
                            kept);
            }
        }
    }

    /** NaN wherever nothing is packed. */
    private static MemorySegment buffer(long bytes) {
        return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]).fill((byte) 0xFF);
    }

    private void call(Listings.Code code, Memory memory, long... arguments) {
        try {
            Emulator.Outcome outcome = new Emulator(code.bytes().toArray(ValueLayout.JAVA_BYTE), code.lines(), memory)
                    .limit(LIMIT)
                    .run(arguments);
            assertTrue(outcome.upperHalvesClean(), () -> this + ": upper halves are in use at the end");
        } catch (EmulationException e) {
            throw new AssertionError(this + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return isa + " " + spec;
    }
}
