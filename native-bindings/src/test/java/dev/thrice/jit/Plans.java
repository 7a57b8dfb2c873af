package dev.thrice.jit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Plans of the provider's, for each instruction set that this processor has. */
final class Plans {
    /** Rows of a whole that are too many to be summed in lanes, so that the definition's order holds. */
    static final int PART_OF_MANY = 1 << 20;

    private Plans() {}

    static List<Isa> isas() {
        assumeTrue(
                Target.CURRENT.obstacle().isEmpty(),
                () -> "SKIPPED: " + Target.CURRENT.obstacle().orElseThrow());
        return Arrays.stream(Isa.values())
                .filter(isa -> isa.compareTo(Target.CURRENT.isa()) <= 0)
                .toList();
    }

    /** Plans a product for each of them, runs it in guarded memory, and requires that the result is the example's. */
    static void check(Example example, GemmSpec spec) {
        check(example, spec, PART_OF_MANY);
    }

    /** The same as a part of a product of so many rows. */
    static void check(Example example, GemmSpec spec, int rowsOfWhole) {
        for (Isa isa : isas()) {
            try (GuardedRoom room = new GuardedRoom()) {
                Operands operands = example.in(room, spec);
                run(spec, rowsOfWhole, isa, operands, room);
                String how = isa + " " + spec;
                example.requireDone(operands, how);
                room.requireGuardsUntouched(how);
            }
        }
    }

    static void run(GemmSpec spec, Isa isa, Operands operands, Room room) {
        run(spec, PART_OF_MANY, isa, operands, room);
    }

    static void run(GemmSpec spec, int rowsOfWhole, Isa isa, Operands operands, Room room) {
        MemorySegment b = operands.b();
        if (spec.packed() == Packed.B) {
            JitPacker packer = new JitPacker(spec, isa);
            b = room.of("packed B", packer.bytes());
            packer.pack(operands.b().address(), b.address());
        }
        Program program = new Program(Planner.plan(spec, rowsOfWhole, isa));
        program.run(
                operands.a().address(),
                b.address(),
                operands.c().address(),
                operands.d().address(),
                operands.ldd(),
                operands.sums().address());
        program.close();
    }
}
