package dev.thrice.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.emulator.Emulator.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls, memory, and everything that code must not do. */
class EmulatorTest {
    private final Memory memory = new Memory();

    @BeforeAll
    static void setUp() {
        Binutils.assume();
    }

    private Outcome run(String program, long... arguments) {
        return new Emulator(code(program), memory).run(arguments);
    }

    private static byte[] code(String program) {
        return Binutils.assemble(List.of(program.replace('|', '\n'))).get(0);
    }

    private String refused(String program, long... arguments) {
        return assertThrows(EmulationException.class, () -> run(program, arguments))
                .getMessage();
    }

    @Test
    void sevenArgumentsAndAResult() {
        String sum = "lea rax,[rdi+rsi*2]|lea rdx,[rdx+rdx*2]|add rax,rdx|lea rax,[rax+rcx*4]|lea rax,[rax+r8*8]|"
                + "imul r9,r9,16|add rax,r9|mov rcx,[rsp+8]|shl rcx,5|add rax,rcx|ret";
        assertEquals(
                1 + 20 + 300 + 4000 + 80_000 + 1_600_000 + 32_000_000,
                run(sum, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000).result());
    }

    @Test
    void instructionsAreCounted() {
        Outcome outcome = run("mov ecx,5|1: add rax,rcx|dec ecx|jne 1b|ret");
        assertEquals(Map.of("mov", 1L, "add", 5L, "dec", 5L, "jne", 5L, "ret", 1L), outcome.counts());
        assertEquals(17, outcome.instructions());
    }

    @Test
    void dotProduct() {
        float[] a = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] c = new float[8];
        long from = memory.map("a", MemorySegment.ofArray(a), false);
        long to = memory.map("c", MemorySegment.ofArray(c), true);
        Outcome outcome = run(
                "vxorps xmm0,xmm0,xmm0|vmovups ymm1,[rdi]|vfmadd231ps ymm0,ymm1,[rdi]|vmovups [rsi],ymm0|vzeroupper|ret",
                from,
                to);
        assertArrayEquals(new float[] {1, 4, 9, 16, 25, 36, 49, 64}, c);
        assertTrue(outcome.upperHalvesClean());
    }

    @ParameterizedTest
    @CsvSource({
        "vxorps xmm0|xmm0|xmm0, true", "vxorps ymm0|ymm0|ymm0, false",
        "vmovups zmm15|[rdi], false", "vmovups zmm16|[rdi], true"
    })
    void upperHalves(String instruction, boolean clean) {
        long address = memory.map("a", MemorySegment.ofArray(new byte[64]), false);
        assertEquals(clean, run(instruction.replace('|', ',') + "|ret", address).upperHalvesClean());
        assertTrue(
                run(instruction.replace('|', ',') + "|vzeroupper|ret", address).upperHalvesClean());
    }

    @Test
    void loadPastAnEnd() {
        long address = memory.map("a", MemorySegment.ofArray(new byte[96]), true);
        run("vmovups zmm0,[rdi+32]|ret", address);
        assertEquals(
                "0000 vmovups zmm0,zmmword ptr [rdi+36]: reads 64 bytes at 0x%x, 4 past the end of a"
                        .formatted(address + 36),
                refused("vmovups zmm0,[rdi+36]|ret", address));
        assertEquals(
                "0000 mov dword ptr [rdi-4],eax: writes 4 bytes at 0x%x, 4 before a".formatted(address - 4),
                refused("mov [rdi-4],eax|ret", address));
    }

    @Test
    void regionsSideBySideAreNotOne() {
        memory.map("a", 0x1000, MemorySegment.ofArray(new byte[64]), true);
        memory.map("b", 0x1040, MemorySegment.ofArray(new byte[64]), true);
        assertTrue(refused("vmovups ymm0,[rdi+48]|ret", 0x1000).contains("16 past the end of a"));
        assertThrows(
                IllegalArgumentException.class,
                () -> memory.map("c", 0x107F, MemorySegment.ofArray(new byte[2]), true));
    }

    @Test
    void writeToWhatIsReadOnly() {
        long address = memory.map("a", MemorySegment.ofArray(new byte[64]), false);
        assertEquals(
                "0000 vmovss dword ptr [rdi],xmm0: writes 4 bytes at 0x%x, in a, which is read-only".formatted(address),
                refused("vmovss [rdi],xmm0|ret", address));
        assertTrue(refused("lea rax,[rip]|mov byte ptr [rax],0|ret").contains("in the code, which is read-only"));
    }

    @Test
    void misalignedAccess() {
        long address = memory.map("a", MemorySegment.ofArray(new byte[128]), true);
        run("vmovaps zmm0,[rdi]|vmovaps [rdi+32],ymm0|vzeroupper|ret", address);
        assertTrue(refused("vmovaps ymm0,[rdi+16]|ret", address).endsWith("no multiple of 32"));
        assertTrue(refused("vmovaps [rdi+8],xmm0|ret", address).endsWith("no multiple of 16"));
    }

    /** Four floats before nothing: each of these reaches further, but for its mask. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vmovups zmm0{k1}{z},[rdi]", "vmovups zmm0{k1},[rdi]", "vmovups [rdi]{k1},zmm0",
                "vaddps zmm0{k1},zmm1,[rdi]", "vfmadd231ps zmm0{k1}{z},zmm1,[rdi]", "vcmpps k2{k1},zmm1,[rdi],1",
                "vblendmps zmm0{k1},zmm1,[rdi]", "vmaskmovps ymm0,ymm2,[rdi]", "vmaskmovps [rdi],ymm2,ymm0",
                "vpmaskmovd [rdi],ymm2,ymm0", "vmovupd zmm0{k2}{z},[rdi]", "vsqrtps zmm0{k1},[rdi]"
            })
    void lanesLeftOutTouchNoMemory(String instruction) {
        long address = memory.map("a", MemorySegment.ofArray(new byte[16]), true);
        String mask = "mov eax,%d|kmovw k1,eax|mov ecx,%d|kmovw k2,ecx|vpcmpeqd xmm2,xmm2,xmm2|%s";
        run(mask.formatted(15, 3, instruction + "|vzeroupper|ret"), address);
        String past = refused(mask.formatted(31, 7, "vinsertf128 ymm2,ymm2,xmm2,1|" + instruction + "|ret"), address);
        assertTrue(past.contains("past the end of a"), past);
    }

    @ParameterizedTest
    @CsvSource({
        "xor ebx|ebx, rbx is not preserved",
        "inc r12, r12 is not preserved",
        "mov r15d|r15d, r15 is not preserved",
        "mov [rsp+64]|eax, The caller's frame was changed at its byte 64",
        "mov [rsp]|eax, where no instruction begins",
        "push rax, where no instruction begins",
        "pop rcx, where no instruction begins",
        "std, The direction flag is set",
        "mov [rsp-136]|rax, writes at rsp-136",
        "call .+1, where no instruction begins",
        "jmp .-1, where no instruction begins",
        "vmovaps xmm1|[rsp], no multiple of 16",
        "jb .+2, asks the flag CARRY",
        "imul ecx|ecx;je .+2, asks the flag ZERO",
        "cpuid, cpuid: is not emulated",
        "fld1, fld1: is not emulated",
        "vaddps zmm0|zmm1|zmm2|{rn-sae}, not emulated"
    })
    void whatCodeMustNotDo(String instructions, String message) {
        String found = refused(instructions.replace('|', ',').replace(';', '|') + "|ret");
        assertTrue(found.contains(message), found);
    }

    @Test
    void whatCodeMayDo() {
        run("push rbx|push rbp|sub rsp,8|xor ebx,ebx|mov rbp,rsp|vmovaps [rsp-112],xmm0|mov [rsp-128],rax|"
                + "std|cld|add rsp,8|pop rbp|pop rbx|ret");
    }

    @Test
    void constantsBehindTheInstructions() {
        byte[] code = code("mov eax,[rip+1]|ret|.long 0x06060606");
        Emulator emulator = new Emulator(code, Disassembly.of(Arrays.copyOf(code, code.length - 4)), memory);
        assertEquals(0x06060606, emulator.run().result());
        assertThrows(IllegalArgumentException.class, () -> Disassembly.of(code));
    }

    @Test
    void aLimit() {
        Emulator emulator = new Emulator(code("nop|nop|ret"), memory);
        assertEquals(3, emulator.limit(3).run().instructions());
        assertThrows(EmulationException.class, () -> emulator.limit(2).run());
        assertFalse(emulator.limit(3).run().counts().isEmpty());
    }
}
