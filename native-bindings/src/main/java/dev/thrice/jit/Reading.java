package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Instruction;
import dev.thrice.assembler.Label;
import dev.thrice.assembler.Remark;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kernel's code as people read it. */
final class Reading {
    /** A vector register by its number, a mask, or a general register whose lower half has another first or last letter. */
    private static final Pattern REGISTER =
            Pattern.compile("\\b(?:[xyz]mm(\\d+)|(k[1-7])|[er]([a-ds][xpi])|(r\\d+)d?)\\b");

    private final Call call;
    private final List<Instruction> instructions;
    private final Map<Integer, List<String>> remarks;
    private final byte[] code;

    private Reading(Call call) {
        this.call = call;
        Assembler asm = Kernel.assembled(call.spec());
        code = asm.assemble();
        instructions = asm.instructions();
        remarks = asm.remarks().stream()
                .collect(Collectors.groupingBy(
                        Remark::offset, Collectors.mapping(Remark::text, Collectors.toUnmodifiableList())));
    }

    static JitPlan.Code of(Call call) {
        Reading reading = new Reading(call);
        return call.spec() instanceof BlockSpec block ? reading.product(block) : reading.packing();
    }

    private JitPlan.Code product(BlockSpec block) {
        return kernel(
                "multiplies", block.size().m(), block.size().n(), block.size().k(), block.tiles());
    }

    private JitPlan.Code packing() {
        PackingSpec spec = (PackingSpec) call.spec();
        int depth = spec.depth();
        boolean ofA = call.work() == Call.Work.PACKS_A;
        List<JitPlan.Tile> panels = spec.panels().stream()
                .map(run -> ofA
                        ? new JitPlan.Tile(run.count(), run.size(), depth)
                        : new JitPlan.Tile(run.count(), depth, run.size()))
                .toList();
        return ofA
                ? kernel("packs A", spec.extent(), 0, depth, panels)
                : kernel("packs B", 0, spec.extent(), depth, panels);
    }

    private JitPlan.Code kernel(String work, int m, int n, int k, List<JitPlan.Tile> tiles) {
        Instruction last = instructions.getLast();
        return new JitPlan.Code(
                work,
                m,
                n,
                k,
                tiles,
                (int) registers(1).count(),
                Stream.of(registers(2), registers(3).map(name -> "r" + name), registers(4))
                        .flatMap(names -> names)
                        .toList(),
                instructions.stream().map(this::line).toList(),
                HexFormat.of().formatHex(code, last.offset() + last.length(), code.length));
    }

    /** Registers of a kind, which is a group of the pattern. */
    private Stream<String> registers(int kind) {
        return instructions.stream()
                .map(instruction ->
                        instruction.text().substring(instruction.mnemonic().length()))
                .flatMap(operands -> REGISTER.matcher(operands).results())
                .map((MatchResult name) -> name.group(kind))
                .filter(name -> name != null)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream();
    }

    private JitPlan.Line line(Instruction instruction) {
        int offset = instruction.offset();
        return new JitPlan.Line(
                offset,
                HexFormat.of().formatHex(code, offset, offset + instruction.length()),
                instruction.text(),
                target(instruction),
                remarks.getOrDefault(offset, List.of()));
    }

    private static Integer target(Instruction instruction) {
        return instruction.operands().stream()
                .filter(Label.class::isInstance)
                .map(label -> ((Label) label).offset())
                .findFirst()
                .orElse(null);
    }
}
