package dev.thrice.emulator;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Runs machine code on a simulated processor, as a function of the System V ABI.
 *
 * <p>What a real processor would let pass is an {@link EmulationException} here, which names the instruction: memory outside of the regions
 * (lanes that a mask leaves out touch none); a flag asked that is undefined; a write below the red zone; a jump
 * that leaves the code or hits the middle of an instruction; a register not preserved, the caller's frame changed, the direction flag set.
 */
public final class Emulator {
    static final long CODE = 0x5555_0000_0000L;
    private static final long STACK = 0x7FFE_0000_0000L;
    private static final long RETURN = 0x6666_0000_0000L;
    private static final int STACK_SIZE = 1 << 16;
    private static final int CALLERS = 1 << 12;
    private static final int[] ARGUMENTS = {7, 6, 2, 1, 8, 9};
    private static final Map<Integer, String> PRESERVED =
            new TreeMap<>(Map.of(3, "rbx", 5, "rbp", 12, "r12", 13, "r13", 14, "r14", 15, "r15"));
    private static final long SEED = 26;
    private static final byte[] JUNK = new byte[STACK_SIZE];
    private static final InstructionSet SET = new InstructionSet();

    static {
        new Random(SEED).nextBytes(JUNK);
    }

    private final byte[] code;
    private final Step[] steps;
    private final Memory memory;
    private long limit = 10_000_000;

    /**
     * What a run did.
     *
     * @param instructions executed
     * @param counts executed of each mnemonic
     * @param upperHalvesClean whether nothing wrote to more than 128 bits of a register 0 to 15 since the last vzeroupper
     * @param result rax
     */
    public record Outcome(long instructions, Map<String, Long> counts, boolean upperHalvesClean, long result) {}

    private record Step(Instruction instruction, Semantic semantic) {}

    /**
     * Code, all of it instructions.
     *
     * @param code its entry first
     * @param memory all that it may touch besides its stack and itself
     */
    public Emulator(byte[] code, Memory memory) {
        this(code, Disassembly.of(code), memory);
    }

    /**
     * Code that begins with instructions; what is behind them it can read.
     *
     * @param code its entry first
     * @param lines what {@link Disassembly} made of it
     * @param memory all that it may touch besides its stack and itself
     */
    public Emulator(byte[] code, List<Disassembly.Line> lines, Memory memory) {
        this.code = code.clone();
        this.memory = memory;
        steps = new Step[code.length];
        for (Disassembly.Line line : lines) {
            at(line, () -> {
                Instruction instruction = new Instruction(line);
                steps[line.offset()] = new Step(instruction, SET.of(instruction));
            });
        }
    }

    /**
     * {@return this, which from now on ends a run of more instructions}
     *
     * @param instructions the most that a run may take; else ten million
     */
    public Emulator limit(long instructions) {
        limit = instructions;
        return this;
    }

    /**
     * {@return what a call did}
     *
     * @param arguments integers and addresses; from the seventh on they are in memory
     */
    public Outcome run(long... arguments) {
        byte[] stack = JUNK.clone();
        Memory all = new Memory(memory);
        all.map("the stack", STACK, MemorySegment.ofArray(stack), true);
        all.map("the code", CODE, MemorySegment.ofArray(code).asReadOnly(), false);
        Machine machine = new Machine(all, STACK, STACK + STACK_SIZE, new Random(SEED));
        long entry = STACK + STACK_SIZE - CALLERS - Long.BYTES;
        enter(machine, all, entry, arguments);
        long[] before = machine.general();
        byte[] frame = Arrays.copyOfRange(stack, (int) (entry - STACK), stack.length);
        Outcome outcome = execute(machine);
        check(machine, before, entry);
        int changed = Arrays.mismatch(frame, Arrays.copyOfRange(stack, (int) (entry - STACK), stack.length));
        if (changed >= 0) {
            throw new EmulationException("The caller's frame was changed at its byte " + changed);
        }
        return outcome;
    }

    private static void enter(Machine machine, Memory all, long entry, long... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (i < ARGUMENTS.length) {
                machine.setGeneral(ARGUMENTS[i], arguments[i]);
            } else {
                all.put(entry + (long) Long.BYTES * (i - ARGUMENTS.length + 1), Long.BYTES, arguments[i]);
            }
        }
        all.put(entry, Long.BYTES, RETURN);
        machine.setGeneral(Machine.RSP, entry);
        machine.jump(CODE);
    }

    private Outcome execute(Machine machine) {
        long[] counts = new long[steps.length];
        long executed = 0;
        while (machine.next() != RETURN) {
            int offset = offset(machine.next());
            Step step = steps[offset];
            if (++executed > limit) {
                throw new EmulationException(step.instruction() + " is beyond the limit of " + limit + " instructions");
            }
            counts[offset]++;
            machine.jump(machine.next() + step.instruction().line().length());
            at(step.instruction().line(), () -> step.semantic().execute(machine, step.instruction()));
        }
        return new Outcome(executed, byMnemonic(counts), !machine.upperHalvesUsed(), machine.general(0));
    }

    private int offset(long address) {
        long offset = address - CODE;
        if (offset < 0 || offset >= steps.length || steps[(int) offset] == null) {
            throw new EmulationException("A jump to offset " + offset + ", where no instruction begins");
        }
        return (int) offset;
    }

    private Map<String, Long> byMnemonic(long[] counts) {
        Map<String, Long> sums = new TreeMap<>();
        for (int offset = 0; offset < counts.length; offset++) {
            if (counts[offset] != 0) {
                sums.merge(steps[offset].instruction().mnemonic(), counts[offset], Long::sum);
            }
        }
        return sums;
    }

    private static void at(Disassembly.Line line, Runnable step) {
        try {
            step.run();
        } catch (EmulationException e) {
            throw new EmulationException(line + ": " + e.getMessage());
        }
    }

    private static void check(Machine machine, long[] before, long entry) {
        PRESERVED.forEach((index, name) -> {
            if (machine.general(index) != before[index]) {
                throw new EmulationException(name + " is not preserved");
            }
        });
        long moved = machine.general(Machine.RSP) - entry - Long.BYTES;
        if (moved != 0) {
            throw new EmulationException("rsp is not preserved, it moved by " + moved);
        }
        if (machine.isBackwards()) {
            throw new EmulationException("The direction flag is set");
        }
    }
}
