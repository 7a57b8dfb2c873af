package dev.thrice.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.emulator.Disassembly;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an assembler says that it wrote, and what a disassembler reads. */
public final class Listings {
    private Listings() {}

    /**
     * Code, and what a disassembler reads in it.
     *
     * @param bytes with its constants
     * @param lines its instructions
     */
    public record Code(MemorySegment bytes, List<Disassembly.Line> lines) {}

    /** {@return the code of each; skips the test where there is no disassembler} */
    public static List<Code> requireRead(List<Assembler> all) {
        assumeTrue(Disassembly.available(), "SKIPPED: no objdump on PATH; install binutils");
        List<byte[]> bytes = all.stream().map(Assembler::assemble).toList();
        List<byte[]> instructions = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Instruction last = all.get(i).instructions().getLast();
            instructions.add(Arrays.copyOf(bytes.get(i), last.offset() + last.length()));
        }
        List<List<Disassembly.Line>> lines = Disassembly.ofAll(instructions);
        List<Code> codes = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            compare(all.get(i).instructions(), lines.get(i));
            codes.add(new Code(MemorySegment.ofArray(bytes.get(i)), lines.get(i)));
        }
        return codes;
    }

    private static void compare(List<Instruction> written, List<Disassembly.Line> read) {
        for (int i = 0; i < Math.min(written.size(), read.size()); i++) {
            Instruction instruction = written.get(i);
            Disassembly.Line line = read.get(i);
            String expected = instruction.offset() + " " + instruction.length() + " " + instruction.text();
            String found = line.offset() + " " + line.length() + " " + inOurWords(line.text());
            if (!expected.equals(found)) {
                assertEquals(expected, found);
            }
        }
        assertEquals(written.size(), read.size());
    }

    /** Without the lengths of what is in memory, which registers and names say; no-operations are one. */
    private static String inOurWords(String text) {
        if (text.equals("xchg ax,ax") || text.matches("((data16|cs) )*nop( .*)?")) {
            return "nop";
        }
        return text.replaceAll("\\w+ ptr ", "").replaceFirst("dword bcst (\\[[^\\]]*\\])", "$1{1to16}");
    }
}
