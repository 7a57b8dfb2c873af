package dev.thrice.jit;

import dev.thrice.kernels.spec.GemmSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the provider makes of a product, for people to read: code of any instruction set, which is put nowhere and never run.
 *
 * @param instructionSet that it is written for
 * @param registers vector registers that there are
 * @param calls that a run makes, one after the other: each the number of a kernel, counted from 0
 * @param kernels in the order of their first calls
 */
public record JitPlan(String instructionSet, int registers, List<Integer> calls, List<Code> kernels) {
    /**
     * A kernel.
     *
     * @param work what it does
     * @param m rows of op(A); 0 where it packs B
     * @param n columns of op(B); 0 where it packs A
     * @param k steps
     * @param tiles in which it goes through its block; of packing, panels
     * @param vectorRegisters how many of these its instructions name
     * @param otherRegisters those of masks, then general ones, that they name
     * @param lines its instructions, from the first byte on
     * @param constants behind them, in hexadecimal
     */
    public record Code(
            String work,
            int m,
            int n,
            int k,
            List<Tile> tiles,
            int vectorRegisters,
            List<String> otherRegisters,
            List<Line> lines,
            String constants) {
        /**
         * All of it.
         *
         * @return machine code, which may lie anywhere
         */
        public byte[] bytes() {
            return HexFormat.of().parseHex(lines.stream().map(Line::bytes).collect(Collectors.joining()) + constants);
        }
    }

    /**
     * A tile, as wide as whole registers; of packing, a panel.
     *
     * @param count how many of this size there are
     * @param rows of C; of a panel of op(B), steps
     * @param columns of C; of a panel of op(A), steps
     */
    public record Tile(int count, int rows, int columns) {}

    /**
     * An instruction.
     *
     * @param offset of its first byte
     * @param bytes in hexadecimal
     * @param text in Intel syntax; jumps go to offsets
     * @param target the offset that it jumps to, null where it does not
     * @param remarks on what begins here
     */
    public record Line(int offset, String bytes, String text, Integer target, List<String> remarks) {}

    /**
     * The instruction sets that there are generators for.
     *
     * @return their names
     */
    public static List<String> instructionSets() {
        return Arrays.stream(Isa.values()).map(Isa::word).toList();
    }

    /**
     * The instruction set of this provider's products here.
     *
     * @return its name
     * @throws IllegalStateException if it does not work here, with the reason
     */
    public static String instructionSetHere() {
        Target.CURRENT.obstacle().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return Target.CURRENT.isa().word();
    }

    /**
     * Plans a product and assembles its kernels.
     *
     * @param spec of the product
     * @param instructionSet one of {@link #instructionSets}
     * @return the plan
     * @throws IllegalArgumentException if there is no such instruction set
     */
    public static JitPlan of(GemmSpec spec, String instructionSet) {
        Isa isa = Arrays.stream(Isa.values())
                .filter(each -> each.word().equals(instructionSet))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("instruction set '" + instructionSet
                        + "', expected one of " + String.join(", ", instructionSets())));
        Map<KernelSpec, Integer> numbers = new LinkedHashMap<>();
        List<Integer> calls = new ArrayList<>();
        List<Code> kernels = new ArrayList<>();
        for (Call call : Planner.plan(spec, spec.m(), isa).calls()) {
            calls.add(numbers.computeIfAbsent(call.spec(), kernel -> {
                kernels.add(Reading.of(call));
                return kernels.size() - 1;
            }));
        }
        return new JitPlan(isa.word(), isa.registers(), calls, kernels);
    }
}
