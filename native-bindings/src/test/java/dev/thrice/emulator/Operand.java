package dev.thrice.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an instruction reads or writes. */
interface Operand {
    /** {@return its width, in bytes; of an immediate 0} */
    int bytes();

    /** What a register is used for. */
    enum Kind {
        GENERAL,
        VECTOR,
        MASK
    }

    /** A register by its number, or the low part of one. */
    record Register(Kind kind, int index, int bytes) implements Operand {}

    /** A number in the code. */
    record Immediate(long value) implements Operand {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /**
     * Memory.
     *
     * @param base number of a general register, {@link #NONE} or {@link #NEXT}
     * @param index number of a general register or {@link #NONE}
     * @param bytes read or written without a mask; of a broadcast one element
     */
    record Address(int base, int index, int scale, long displacement, int bytes, boolean broadcast)
            implements Operand {}

    /** No register. */
    int NONE = -1;

    /** The address of the next instruction. */
    int NEXT = -2;

    /** {@return the operand of a text without decorations} */
    static Operand of(String text) {
        Register register = Names.REGISTERS.get(text);
        if (register != null) {
            return register;
        }
        if (text.matches("-?\\d+")) {
            return new Immediate(Long.parseLong(text));
        }
        return Names.address(text);
    }

    /** How operands are written. */
    final class Names {
        private static final Pattern ADDRESS =
                Pattern.compile("(?:(\\w+) (ptr|bcst) )?(?:[cdefgs]s:)?\\[?([^\\]]+)\\]?");
        private static final Pattern TERM = Pattern.compile("-?[^+-]+");
        private static final List<String> LOW = List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di");
        private static final Map<String, Integer> SIZES =
                Map.of("byte", 1, "word", 2, "dword", 4, "qword", 8, "xmmword", 16, "ymmword", 32, "zmmword", 64);
        private static final Map<String, Register> REGISTERS = new HashMap<>();

        static {
            for (int i = 0; i < LOW.size(); i++) {
                String name = LOW.get(i);
                general(i, "r" + name, "e" + name, name, name.endsWith("x") ? name.charAt(0) + "l" : name + "l");
            }
            for (int i = LOW.size(); i < 16; i++) {
                general(i, "r" + i, "r" + i + "d", "r" + i + "w", "r" + i + "b");
            }
            for (int i = 0; i < 32; i++) {
                REGISTERS.put("xmm" + i, new Register(Kind.VECTOR, i, 16));
                REGISTERS.put("ymm" + i, new Register(Kind.VECTOR, i, 32));
                REGISTERS.put("zmm" + i, new Register(Kind.VECTOR, i, 64));
            }
            for (int i = 0; i < 8; i++) {
                REGISTERS.put("k" + i, new Register(Kind.MASK, i, 8));
            }
        }

        private Names() {}

        private static void general(int index, String... names) {
            for (int i = 0; i < names.length; i++) {
                REGISTERS.put(names[i], new Register(Kind.GENERAL, index, 8 >> i));
            }
        }

        private static Address address(String text) {
            Matcher memory = ADDRESS.matcher(text);
            if (!memory.matches()) {
                throw new EmulationException("an operand that is not emulated, " + text);
            }
            int base = NONE;
            int index = NONE;
            int scale = 1;
            long displacement = 0;
            Matcher terms = TERM.matcher(memory.group(3));
            while (terms.find()) {
                String term = terms.group();
                if (term.matches("-?\\d+")) {
                    displacement = Long.parseLong(term);
                } else if (term.contains("*")) {
                    index = number(term.substring(0, term.indexOf('*')));
                    scale = Integer.parseInt(term.substring(term.indexOf('*') + 1));
                } else if (base == NONE) {
                    base = number(term);
                } else {
                    index = number(term);
                }
            }
            int bytes = memory.group(1) == null ? 0 : SIZES.get(memory.group(1));
            return new Address(base, index, scale, displacement, bytes, "bcst".equals(memory.group(2)));
        }

        private static int number(String name) {
            Register register = REGISTERS.get(name);
            if (name.equals("rip")) {
                return NEXT;
            }
            if (register == null || register.kind() != Kind.GENERAL || register.bytes() != 8) {
                throw new EmulationException("an address that is not emulated, by " + name);
            }
            return register.index();
        }
    }
}
