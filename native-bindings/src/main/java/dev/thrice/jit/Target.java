package dev.thrice.jit;

import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.kernels.machine.JvmFlags;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What code is written for here: the widest instruction set that processor, system and JVM have, or the one that a system property names.
 *
 * @param isa the instruction set, null where there is an obstacle
 * @param obstacle why none can be used, in a line
 */
record Target(Isa isa, Optional<String> obstacle) {
    /** The system property, for tests and for measurements. */
    static final String PROPERTY = "thrice.jit.isa";

    /** The JVM's level of AVX. */
    private static final int LEVEL_OF_AVX512 = 3;

    private static final int LEVEL_OF_AVX2 = 2;

    static final Target CURRENT = detect();

    private static Target detect() {
        String architecture = System.getProperty("os.arch");
        if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
            return none("there is no generator for " + architecture + ", only for x86-64");
        }
        if (!ExecutableMemory.isKnownHere()) {
            return none("how " + System.getProperty("os.name")
                    + " grants executable memory is not known to it, only Linux");
        }
        try {
            return of(Cpu.detect(), JvmFlags.current().avx().orElse(LEVEL_OF_AVX512), System.getProperty(PROPERTY));
        } catch (ExecutableMemory.DeniedException e) {
            return none(e.getMessage());
        }
    }

    /** By what there is, the JVM's level of AVX, and what is asked for, null for the widest. */
    static Target of(Cpu cpu, int level, String asked) {
        boolean avx2 = cpu.avx2() && level >= LEVEL_OF_AVX2;
        boolean avx512 = avx2 && cpu.avx512() && level >= LEVEL_OF_AVX512;
        if (asked == null) {
            return avx2
                    ? new Target(avx512 ? Isa.AVX512 : Isa.AVX2, Optional.empty())
                    : none("the processor has not both AVX2 and FMA, or the JVM is not to use them (UseAVX = " + level
                            + ")");
        }
        for (Isa isa : Isa.values()) {
            if (isa.word().equals(asked)) {
                return (isa == Isa.AVX512 ? avx512 : avx2)
                        ? new Target(isa, Optional.empty())
                        : none(PROPERTY + ": " + asked + " is not to be had here, where the JVM's UseAVX is " + level);
            }
        }
        return none(PROPERTY + ": '" + asked + "', expected one of "
                + Arrays.stream(Isa.values()).map(Isa::word).collect(Collectors.joining(", ")));
    }

    private static Target none(String reason) {
        return new Target(null, Optional.of(reason));
    }
}
