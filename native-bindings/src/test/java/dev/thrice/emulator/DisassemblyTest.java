package dev.thrice.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.emulator.Disassembly.Line;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encodings from Intel's manual and what their text is. */
class DisassemblyTest {
    @BeforeAll
    static void setUp() {
        Binutils.assume();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "62 f2 6d 58 b8 4f 04; vfmadd231ps zmm1,zmm2,dword bcst [rdi+16]",
                "62 f2 6d c9 b8 4c 87 01; vfmadd231ps zmm1{k1}{z},zmm2,zmmword ptr [rdi+rax*4+64]",
                "62 e1 7c 4b 11 4f fe; vmovups zmmword ptr [rdi-128]{k3},zmm17",
                "62 f1 74 28 58 ca; {evex} vaddps ymm1,ymm1,ymm2",
                "c5 f8 58 c1; vaddps xmm0,xmm0,xmm1",
                "c5 f4 c2 ca 1e; vcmpps ymm1,ymm1,ymm2,30",
                "62 f1 74 4a c2 ca 11; vcmpps k1{k2},zmm1,zmm2,17",
                "62 f3 75 48 1f ca 01; vpcmpd k1,zmm1,zmm2,1",
                "62 f3 75 48 1e ca 05; vpcmpud k1,zmm1,zmm2,5",
                "62 f3 75 48 1f ca 00; vpcmpeqd k1,zmm1,zmm2",
                "c5 f5 76 ca; vpcmpeqd ymm1,ymm1,ymm2",
                "62 f3 6d 48 25 cb 96; vpternlogd zmm1,zmm2,zmm3,150",
                "c4 e2 7d 18 0d 10 00 00 00; vbroadcastss ymm1,dword ptr [rip+16]",
                "48 b8 f0 de bc 9a 78 56 34 12; mov rax,1311768467463790320",
                "48 c7 c0 ff ff ff ff; mov rax,-1",
                "b8 ff ff 7f ff; mov eax,-8388609",
                "48 83 c4 80; add rsp,-128",
                "41 83 e0 f8; and r8d,-8",
                "c7 07 ff ff ff ff; mov dword ptr [rdi],-1",
                "41 c7 45 00 07 00 00 00; mov dword ptr [r13],7",
                "48 8d 04 37; lea rax,[rdi+rsi]",
                "48 8d 04 c5 10 00 00 00; lea rax,[rax*8+16]",
                "48 8d 44 37 f0; lea rax,[rdi+rsi-16]",
                "d1 f8; sar eax,1",
                "0f 18 4f 40; prefetcht0 byte ptr [rdi+64]",
                "c5 f8 92 c8; kmovw k1,eax",
                "c5 f8 77; vzeroupper",
                "75 fe; jne 0",
                "e8 11 00 00 00; call 22",
                "c3; ret",
            })
    void text(String bytes, String text) {
        byte[] code = bytes(bytes);
        assertEquals(List.of(new Line(0, code.length, text)), Disassembly.of(code));
    }

    @Test
    void anAssemblerMakesTheSameCodeOfTheText() {
        List<String> texts = List.of(
                "vfmadd231ps zmm1{k1}{z},zmm2,zmmword ptr [rdi+rax*4+64]",
                "vcmpps k1{k2},zmm1,dword bcst [rdi+4],17",
                "vmovups zmmword ptr [rdi-128]{k3},zmm17",
                "vpermt2ps zmm1,zmm2,zmm3",
                "lea rax,[rdi+rsi-16]",
                "mov eax,-8388609");
        List<byte[]> codes = Binutils.assemble(texts);
        List<List<Line>> lines = Disassembly.ofAll(codes);
        for (int i = 0; i < texts.size(); i++) {
            assertEquals(List.of(new Line(0, codes.get(i).length, texts.get(i))), lines.get(i));
        }
    }

    @Test
    void offsetsAndTargetsAreThoseOfEachCode() {
        byte[] code = bytes("31 c0 ff c8 75 fc c3");
        List<Line> lines = List.of(
                new Line(0, 2, "xor eax,eax"),
                new Line(2, 2, "dec eax"),
                new Line(4, 2, "jne 2"),
                new Line(6, 1, "ret"));
        assertEquals(List.of(lines, List.of(), lines), Disassembly.ofAll(List.of(code, new byte[0], code)));
    }

    @ParameterizedTest
    @CsvSource({
        "c3 06, No instruction at offset 1: 06",
        "c3 62 f1 74 48, No instruction at offset 1: 62 f1 74 48",
        "c5 fc, No instruction at offset 0: c5 fc",
        "c3 e8 00 00, No instruction at offset 1: e8 00 00",
        "66, No instruction at offset 0: 66"
    })
    void noInstruction(String bytes, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Disassembly.of(bytes(bytes)));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }
}
