package dev.thrice.jit;

import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.kernels.machine.JvmFlags;
import dev.thrice.kernels.machine.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What code is written for here: the widest instruction set that processor, system and JVM have, or the one of these that a system property names.
 *
 * @param isa the instruction set, null where there is an obstacle
 * @param obstacle why none can be used, in a line
 * @param isMistake whether the obstacle is what the property asks for, not what is here
 */
record Target(Isa isa, Optional<String> obstacle, boolean isMistake) {
    /** The system property, for tests and for measurements. */
    static final String PROPERTY = "thrice.jit.isa";

    static final Target CURRENT = detect();

    /** What is wrong with the property; asks the processor only where it is set. */
    static Optional<String> mistake() {
        return System.getProperty(PROPERTY) == null
                ? Optional.empty()
                : CURRENT.obstacle.filter(reason -> CURRENT.isMistake);
    }

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
            MemorySegment.NULL.reinterpret(1); // before a class is initialized that may not be
            return of(Cpu.detect(), JvmFlags.current().avx().orElse(Isa.WIDEST_LEVEL), System.getProperty(PROPERTY));
        } catch (ExecutableMemory.DeniedException e) {
            return none(e.getMessage());
        } catch (IllegalCallerException e) {
            return none(NativeAccess.denied(Target.class.getModule()));
        }
    }

    /** By what there is, the JVM's level of AVX, and what is asked for, null for the widest. */
    static Target of(Cpu cpu, int level, String asked) {
        List<Isa> here = Arrays.stream(Isa.values())
                .filter(isa -> isa.isOf(cpu) && isa.level() <= level)
                .toList();
        if (here.isEmpty()) {
            return none(
                    cpu.avx2()
                            ? "the JVM leaves out AVX2: its UseAVX is " + level + ", expected 2 or 3"
                            : "the processor has not both AVX2 and FMA, or the system does not save their registers");
        }
        if (asked == null) {
            return new Target(here.getLast(), Optional.empty(), false);
        }
        return here.stream()
                .filter(isa -> isa.word().equals(asked))
                .findFirst()
                .map(isa -> new Target(isa, Optional.empty(), false))
                .orElseGet(() -> new Target(null, Optional.of(choices(asked, here)), true));
    }

    private static String choices(String asked, List<Isa> here) {
        return PROPERTY + ": '" + asked + "', expected "
                + (here.size() > 1 ? "one of " : "")
                + here.stream().map(Isa::word).collect(Collectors.joining(", "))
                + ", what the processor, the system and the JVM have here";
    }

    private static Target none(String reason) {
        return new Target(null, Optional.of(reason), false);
    }
}
