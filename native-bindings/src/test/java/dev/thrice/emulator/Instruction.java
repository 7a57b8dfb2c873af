package dev.thrice.emulator;

import dev.thrice.emulator.Operand.Address;
import dev.thrice.emulator.Operand.Immediate;
import dev.thrice.emulator.Operand.Kind;
import dev.thrice.emulator.Operand.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instruction taken apart. */
final class Instruction {
    private static final Pattern PREFIX = Pattern.compile("^(\\{evex\\}|data16|[cdefgs]s) ");
    private static final Pattern DECORATION = Pattern.compile("\\{(k(\\d)|z)\\}");
    private static final Pattern WIDE = Pattern.compile("(?!vpm(in|ax)sd|vpcmpd|vcvt)v.*(pd|sd|64x[24]|q)");

    private final Disassembly.Line line;
    private final String mnemonic;
    private final List<Operand> operands = new ArrayList<>();
    private final int element;
    private int mask;
    private boolean zeroing;

    Instruction(Disassembly.Line line) {
        this.line = line;
        String text = line.text();
        while (PREFIX.matcher(text).find()) {
            text = PREFIX.matcher(text).replaceFirst("");
        }
        String[] parts = text.split(" ", 2);
        mnemonic = parts[0];
        element = WIDE.matcher(mnemonic).matches() ? 2 : 1;
        if (parts.length == 2) {
            for (String operand : parts[1].split(",", -1)) {
                operands.add(Operand.of(undecorated(operand)));
            }
        }
    }

    private String undecorated(String operand) {
        Matcher decoration = DECORATION.matcher(operand);
        while (decoration.find()) {
            if (decoration.group(2) == null) {
                zeroing = true;
            } else {
                mask = Integer.parseInt(decoration.group(2));
            }
        }
        return decoration.replaceAll("");
    }

    Disassembly.Line line() {
        return line;
    }

    String mnemonic() {
        return mnemonic;
    }

    int operands() {
        return operands.size();
    }

    Operand operand(int i) {
        return operands.get(i);
    }

    Register register(int i) {
        return (Register) operands.get(i);
    }

    Address address(int i) {
        return (Address) operands.get(i);
    }

    int immediate(int i) {
        return (int) ((Immediate) operands.get(i)).value();
    }

    boolean isMemory(int i) {
        return operands.get(i) instanceof Address;
    }

    boolean is(int i, Kind kind) {
        return operands.get(i) instanceof Register register && register.kind() == kind;
    }

    /** {@return how many ints the operand holds} */
    int lanes(int i) {
        return operands.get(i).bytes() / Integer.BYTES;
    }

    /** {@return how many ints an element has that one bit of a mask stands for} */
    int element() {
        return element;
    }

    /** {@return the number of the mask register; 0 for none} */
    int mask() {
        return mask;
    }

    boolean isZeroing() {
        return zeroing;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
