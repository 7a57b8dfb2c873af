package dev.thrice.emulator;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Machine code of x86-64 as text, decoded by a disassembler that knows nothing of ours (objdump of GNU binutils).
 *
 * <p>The text is Intel syntax in lower case, made to be easy to write for another program: {@code mnemonic op,op,op} with one space, none
 * after commas; numbers are signed decimals (an immediate of a general instruction at the width of its operand, any other unsigned);
 * {@code [base+index*scale+displacement]} without a scale of 1 and without a displacement of 0; memory always has its size
 * ({@code zmmword ptr [rdi+64]}, {@code dword bcst [rsi]}) except in {@code lea}; {@code zmm1{k1}{z}}; {@code [rip+16]} counts from the
 * next instruction; a jump's target is its offset in the code. Comparisons have their predicate as a number ({@code vcmpps k1,zmm1,zmm2,1}),
 * but {@code vpcmpd} of predicate 0 reads {@code vpcmpeqd}, {@code vpcmpud} of 0 {@code vpcmpequd}. Any {@code mov} is {@code mov}.
 * An instruction that is encoded as EVEX where VEX would do begins with <code>{evex}</code>.
 */
public final class Disassembly {
    /** No instruction is longer, so behind as many it starts anew. */
    private static final byte[] NOPS = new byte[15];

    static {
        Arrays.fill(NOPS, (byte) 0x90);
    }

    private Disassembly() {}

    /**
     * An instruction.
     *
     * @param offset of its first byte in the code
     * @param length in bytes
     * @param text as the class describes it
     */
    public record Line(int offset, int length, String text) {
        @Override
        public String toString() {
            return "%04x %s".formatted(offset, text);
        }
    }

    /** {@return whether there is a disassembler on this machine} */
    public static boolean available() {
        return Binutils.present();
    }

    /**
     * {@return the instructions, one after the other from the first byte to the last}
     *
     * @param code all of it instructions
     * @throws IllegalArgumentException names what is no instruction: offset and bytes
     */
    public static List<Line> of(byte[] code) {
        return ofAll(List.of(code)).get(0);
    }

    /**
     * {@return the instructions of each code; one process for all of them, which takes milliseconds to start}
     *
     * @param codes each all instructions
     */
    public static List<List<Line>> ofAll(List<byte[]> codes) {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        codes.forEach(code -> {
            together.writeBytes(code);
            together.writeBytes(NOPS);
        });
        List<List<Line>> all = new ArrayList<>();
        List<String> printed = Binutils.disassemble(together.toByteArray());
        int from = 0;
        int line = 0;
        for (byte[] code : codes) {
            List<Line> lines = new ArrayList<>();
            for (; line < printed.size() && offset(printed.get(line)) < from + code.length; line++) {
                lines.add(line(printed.get(line), from, code));
            }
            while (line < printed.size() && offset(printed.get(line)) < from + code.length + NOPS.length) {
                line++;
            }
            from += code.length + NOPS.length;
            all.add(lines);
        }
        return all;
    }

    private static Line line(String printed, int from, byte[] code) {
        String[] columns = printed.split("\t", 3);
        int offset = offset(printed) - from;
        int length = (columns[1].strip().length() + 1) / 3;
        boolean whole = columns.length == 3 && offset + length <= code.length;
        if (!whole || IntelText.isInvalid(columns[2])) {
            int end = Math.min(code.length, offset + length);
            throw new IllegalArgumentException("No instruction at offset %d: %s"
                    .formatted(offset, HexFormat.ofDelimiter(" ").formatHex(code, offset, end)));
        }
        return new Line(offset, length, IntelText.of(columns[2], from));
    }

    private static int offset(String printed) {
        return Integer.parseInt(printed.substring(0, printed.indexOf(':')).strip(), 16);
    }
}
