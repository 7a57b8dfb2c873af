package dev.thrice.assembler;

import java.util.List;

/**
 * An instruction as it was asked for, to be read by people and compared with what a disassembler finds in the bytes.
 *
 * @param offset of its first byte
 * @param length in bytes
 * @param mnemonic its name
 * @param operands registers, memory, numbers, and labels to jump to
 */
public record Instruction(int offset, int length, String mnemonic, List<Object> operands) {
    /** Makes it unchangeable. */
    public Instruction {
        operands = List.copyOf(operands);
    }

    /**
     * Intel syntax, numbers decimal; where it jumps to as an offset in the code.
     *
     * @return such as {@code vfmadd231ps ymm0,ymm12,[rdi+32]}
     */
    public String text() {
        StringBuilder text = new StringBuilder(mnemonic);
        for (int i = 0; i < operands.size(); i++) {
            text.append(i == 0 ? ' ' : ',').append(operand(operands.get(i)));
        }
        return text.toString();
    }

    private String operand(Object operand) {
        if (operand instanceof Label label) {
            return Integer.toString(label.offset());
        }
        if (operand instanceof Masked masked) {
            return place(masked.memory()) + "{" + masked.mask() + "}";
        }
        return operand instanceof Memory memory ? place(memory) : operand.toString();
    }

    private String place(Memory memory) {
        int displacement = memory.base() == null ? memory.constant().offset() - offset - length : memory.displacement();
        String base = memory.base() == null ? "rip" : memory.base().toString();
        String sign = displacement < 0 ? "" : "+";
        return "[" + base + (displacement == 0 ? "" : sign + displacement) + "]"
                + (memory.broadcast() ? "{1to16}" : "");
    }
}
