package dev.thrice.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.emulator.Disassembly;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every instruction that the assembler has, with all kinds of operands: what a disassembler reads in its bytes is what was asked for. */
@SuppressWarnings("EnumOrdinal") // any of them
class AssemblerTest {
    private static final int DRAWS = 300;

    /** About the ends of short displacements, in bytes and in vectors, and of long ones. */
    private static final int[] DISPLACEMENTS = {
        0,
        1,
        4,
        -4,
        64,
        127,
        128,
        -128,
        -129,
        508,
        512,
        -512,
        -516,
        2032,
        2048,
        4064,
        4096,
        -4096,
        8128,
        8192,
        -8192,
        -8256,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };

    /**
     * What an instruction takes that others do not.
     *
     * @param bytes of its vectors
     * @param last bytes of its last operand if that is a vector, 0 for as many
     * @param broadcasts whether a number may be broadcast
     */
    private record Form(List<Integer> bytes, int last, boolean broadcasts) {}

    private static final Form ANY = new Form(List.of(32, 64), 0, true);

    private static final Map<String, Form> FORMS = Map.ofEntries(
            Map.entry("vmovups", new Form(List.of(16, 32, 64), 0, false)),
            Map.entry("vmovups masked", new Form(List.of(64), 0, false)),
            Map.entry("vmaskmovps", new Form(List.of(16, 32), 0, false)),
            Map.entry("vmovss", new Form(List.of(16), 0, false)),
            Map.entry("vmovsd", new Form(List.of(16), 0, false)),
            Map.entry("vextractps", new Form(List.of(16), 0, false)),
            Map.entry("vextractf128", new Form(List.of(16), 32, false)),
            Map.entry("vinsertf128", new Form(List.of(32), 16, false)),
            Map.entry("vinsertf32x4", new Form(List.of(64), 16, false)),
            Map.entry("vbroadcastf32x4", new Form(List.of(64), 0, false)),
            Map.entry("vbroadcastss", new Form(List.of(32, 64), 16, false)),
            Map.entry("vbroadcastf128", new Form(List.of(32), 0, false)),
            Map.entry("vblendps", new Form(List.of(32), 0, false)),
            Map.entry("vperm2f128", new Form(List.of(32), 0, false)),
            Map.entry("vshuff32x4", new Form(List.of(64), 0, true)),
            Map.entry("vblendvps", new Form(List.of(32), 0, false)),
            Map.entry("vcmpps", new Form(List.of(32), 0, false)),
            Map.entry("vcmpps masked", new Form(List.of(64), 0, true)),
            Map.entry("vblendmps masked", new Form(List.of(64), 0, true)),
            Map.entry("vunpcklpd", new Form(List.of(32, 64), 0, false)),
            Map.entry("vunpckhpd", new Form(List.of(32, 64), 0, false)));

    private final Random random = new Random(1);
    private final Assembler asm = new Assembler();

    @Test
    void whatIsReadIsWhatWasAskedFor() throws ReflectiveOperationException {
        Label start = asm.loop();
        for (Method method : instructions()) {
            for (int i = 0; i < DRAWS; i++) {
                draw(method, start);
            }
        }
        asm.ret();
        Listings.requireRead(List.of(asm));
    }

    /** Methods that write one. */
    private static List<Method> instructions() {
        return Arrays.stream(Assembler.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == void.class)
                .filter(method -> !List.of("place", "remark").contains(method.getName()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private void draw(Method method, Label start) throws ReflectiveOperationException {
        boolean masked = List.of(method.getParameterTypes()).contains(Mask.class);
        Form form = FORMS.getOrDefault(method.getName() + (masked ? " masked" : ""), ANY);
        int bytes = form.bytes.get(random.nextInt(form.bytes.size()));
        int registers = bytes == 64 ? 32 : 16;
        Class<?>[] types = method.getParameterTypes();
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            boolean last = i > 0 && Arrays.stream(types, i + 1, types.length).allMatch(type -> type == int.class);
            int length = last && form.last > 0 ? form.last : bytes;
            Supplier<Vector> vector = () -> new Vector(random.nextInt(registers), length);
            arguments.add(
                    switch (types[i].getSimpleName()) {
                        case "Vector" -> vector.get();
                        case "Operand" -> random.nextBoolean() ? vector.get() : place(form.broadcasts && bytes == 64);
                        case "Memory" -> place(false);
                        case "Gpr" -> any(Gpr.values());
                        case "Mask" -> new Mask(1 + random.nextInt(7));
                        case "Comparison" -> any(Comparison.values());
                        case "Label" -> start;
                        case "long" -> random.nextBoolean() ? random.nextLong() : random.nextInt();
                        case "int" -> method.getName().startsWith("v") ? random.nextInt(2) : number();
                        default -> throw new AssertionError("no operands of type " + types[i]);
                    });
        }
        method.invoke(asm, arguments.toArray());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private int number() {
        return random.nextBoolean() ? random.nextInt(300) - 150 : random.nextInt();
    }

    private Memory place(boolean mayBroadcast) {
        int displacement = DISPLACEMENTS[random.nextInt(DISPLACEMENTS.length)];
        Memory place = Memory.at(any(Gpr.values()), displacement);
        return mayBroadcast && random.nextBoolean() ? place.broadcasts() : place;
    }

    @Test
    void constantsLieBehindTheCode() {
        Vector zmm = new Vector(17, 64);
        Vector ymm = new Vector(3, 32);
        asm.vaddps(zmm, zmm, asm.constant(5, 64));
        asm.vaddps(ymm, ymm, asm.constant(5, 32));
        asm.vmovups(ymm, asm.laneMask(3));
        asm.vbroadcastss(ymm, asm.number(7));
        asm.vcmpps(new Mask(2), zmm, asm.constant(5, 64), Comparison.LESS); // an immediate behind the displacement
        asm.ret();
        Listings.Code code = Listings.requireRead(List.of(asm)).getFirst();
        Disassembly.Line last = code.lines().getLast();
        assertEquals(
                last.offset() + last.length() + 4 * (8 + 8 + 1 + 1),
                code.bytes().byteSize());
    }
}
