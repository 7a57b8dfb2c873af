package dev.thrice.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The emulator against the processor that runs this test: the same bytes, the same bits. */
@Timeout(120)
class RealProcessorTest {
    private static final int ROUNDS = 60;
    private static final List<String> BINARY =
            List.of(("vaddps vsubps vmulps vdivps vminps vmaxps vandps vandnps vorps vxorps vpand "
                            + "vpandn vpor vpxor vpaddd vpsubd vpmulld vpminsd vpmaxsd vpminud vpmaxud vpcmpeqd vpcmpgtd "
                            + "vunpcklps vunpckhps vunpcklpd vunpckhpd vpermilps")
                    .split(" ", -1));
    private static final List<String> UNARY = List.of("vsqrtps", "vcvtdq2ps", "vcvtps2dq", "vcvttps2dq", "vmovups");
    private static final List<String> SCALAR =
            List.of("vaddss", "vsubss", "vmulss", "vdivss", "vminss", "vmaxss", "vsqrtss");

    @Test
    void arithmeticOfVectors() {
        List<String> instructions = new ArrayList<>();
        for (String name : BINARY) {
            instructions.add(name + " ymm1,ymm2,ymm3");
            instructions.add(name + " xmm4,xmm5,xmm4");
            instructions.add(name + " ymm9,ymm10,ymmword ptr [rdx+36]");
        }
        for (String name : UNARY) {
            instructions.add(name + " ymm1,ymm2");
            instructions.add(name + " xmm11,xmm11");
            instructions.add(name + " ymm9,ymmword ptr [rdx+36]");
        }
        for (String name : SCALAR) {
            instructions.add(name + " xmm1,xmm2,xmm3");
            instructions.add(name + " xmm9,xmm9,dword ptr [rdx+36]");
        }
        assertSame(instructions);
    }

    @Test
    void fusedMultiplyAdd() {
        List<String> instructions = new ArrayList<>();
        for (String name : List.of("vfmadd", "vfmsub", "vfnmadd", "vfnmsub")) {
            for (String order : List.of("132", "213", "231")) {
                instructions.add(name + order + "ps ymm1,ymm2,ymm3");
                instructions.add(name + order + "ps xmm9,xmm10,xmmword ptr [rdx+4]");
                instructions.add(name + order + "ss xmm1,xmm2,xmm3");
                instructions.add(name + order + "ss xmm9,xmm10,dword ptr [rdx+4]");
            }
        }
        assertSame(instructions);
    }

    @Test
    void instructionsWithANumber() {
        List<String> instructions = new ArrayList<>();
        for (int number = 0; number < 32; number++) {
            instructions.add("vcmpps ymm1,ymm2,ymm3," + number);
            instructions.add("vroundps ymm1,ymm2," + (number & 15));
        }
        for (int number : new int[] {0, 1, 7, 27, 31, 32, 78, 147, 200, 255}) {
            for (String name : List.of("vpslld", "vpsrld", "vpsrad", "vpermilps", "vpermpd", "vpshufd")) {
                instructions.add(name + " ymm1,ymm2," + number);
            }
            for (String name : List.of("vshufps", "vshufpd", "vperm2f128", "vblendps")) {
                instructions.add(name + " ymm1,ymm2,ymm3," + number);
                instructions.add(name + " ymm1,ymm2,ymmword ptr [rdx+68]," + number);
            }
            instructions.add("vextractf128 xmm1,ymm2," + (number & 1));
            instructions.add("vextracti128 xmmword ptr [rdx+4],ymm2," + (number & 1));
            instructions.add("vinsertf128 ymm1,ymm2,xmm3," + (number & 1));
            instructions.add("vextractps eax,xmm2," + (number & 3));
            instructions.add("vpextrd dword ptr [rdx+4],xmm2," + (number & 3));
        }
        assertSame(instructions);
    }

    @Test
    void moves() {
        List<String> instructions = List.of("""
                vmovups ymmword ptr [rdx+4],ymm3
                vmovaps ymm1,ymmword ptr [rdx+64]
                vmovaps xmmword ptr [rdx+16],xmm1
                vmovntps ymmword ptr [rdx+64],ymm1
                vmovdqu ymm1,ymmword ptr [rdx+4]
                vmovss xmm1,dword ptr [rdx+4]
                vmovss dword ptr [rdx+4],xmm1
                vmovss xmm1,xmm2,xmm3
                vmovsd xmm1,qword ptr [rdx+4]
                vmovsd qword ptr [rdx+4],xmm1
                vmovsd xmm1,xmm2,xmm3
                vmovlps xmm1,xmm2,qword ptr [rdx+4]
                vmovlps qword ptr [rdx+4],xmm1
                vmovhps xmm1,xmm2,qword ptr [rdx+4]
                vmovhps qword ptr [rdx+4],xmm1
                vmovd xmm1,eax
                vmovd xmm1,dword ptr [rdx+4]
                vmovd eax,xmm1
                vmovd dword ptr [rdx+4],xmm1
                vmovq xmm1,rax
                vmovq xmm1,qword ptr [rdx+4]
                vmovq xmm1,xmm2
                vmovq rax,xmm1
                vmovq qword ptr [rdx+4],xmm1
                vbroadcastss ymm1,xmm2
                vbroadcastss xmm1,dword ptr [rdx+4]
                vbroadcastss ymm1,dword ptr [rip+3]
                vbroadcastsd ymm1,xmm2
                vbroadcastsd ymm1,qword ptr [rdx+4]
                vbroadcastf128 ymm1,xmmword ptr [rdx+4]
                vpbroadcastd ymm1,xmm2
                vmaskmovps ymm1,ymm2,ymmword ptr [rdx+4]
                vmaskmovps ymmword ptr [rdx+4],ymm2,ymm1
                vmaskmovps xmmword ptr [rdx+4],xmm2,xmm1
                vpmaskmovd ymm1,ymm2,ymmword ptr [rdx+4]
                vpmaskmovd xmm1,xmm2,xmmword ptr [rdx+4]
                vpmaskmovd ymmword ptr [rdx+4],ymm2,ymm1
                vblendvps ymm1,ymm2,ymm3,ymm4
                vblendvps ymm1,ymm2,ymmword ptr [rdx+4],ymm4
                vpermps ymm1,ymm2,ymm3
                vpermps ymm1,ymm2,ymmword ptr [rdx+4]
                vpermd ymm1,ymm2,ymm3
                vmovmskps eax,ymm1
                vzeroupper
                vzeroall
                prefetcht0 [rdx]|prefetcht1 [rdx]|prefetcht2 [rdx]|prefetchnta [rdx]|prefetchw [rdx]
                .byte 0x66,0x66,0x2e,0x0f,0x1f,0x84,0,0,0,0,0|.byte 0x66,0x90|nop word ptr [rax+rax]
                """.split("\n", 0));
        assertSame(instructions);
    }

    @Test
    void generalRegisters() {
        List<String> instructions = new ArrayList<>(List.of("""
                mov rax,rcx
                mov eax,ecx
                mov ax,cx
                mov rax,-5
                mov eax,-5
                mov rax,0x123456789abcdef0
                mov rax,qword ptr [rdx+4]
                and ecx,15|mov rax,[rdx+rcx*8-8+16]
                mov dword ptr [rdx+4],ecx
                mov qword ptr [rdx+4],-7
                mov byte ptr [rdx+4],cl
                movzx eax,cl
                movsxd rax,ecx
                lea rax,[rcx+r8*4-12]
                lea eax,[rcx+r8]
                lea rax,[r8*8+16]
                neg rax; b e s o
                neg ecx; b e s o
                bt rcx,0|inc rax; b e s o
                bt rcx,0|inc dword ptr [rdx+4]; b e s o
                bt rcx,0|dec rax; b e s o
                bt rcx,0|dec ecx; b e s o
                not eax
                imul rax,rcx; b o
                imul eax,ecx; b o
                imul rax,rcx,-24; b o
                imul eax,dword ptr [rdx+4],100000; b o
                test rax,rcx; b e s o
                test ecx,ecx; b e s o
                bt rax,rcx; b
                bt eax,17; b
                bzhi rax,r8,rcx; b e s o
                bzhi eax,r8d,ecx; b e s o
                shlx rax,r8,rcx
                shlx eax,r8d,ecx
                shrx rax,r8,rcx
                sarx eax,r8d,ecx
                push rax|push rcx|pop r8|pop r9
                push -128|pop rax
                call 2f|jmp 3f|2: mov r8,rcx|ret|3:
                mov ecx,10|1: add rax,r8|dec ecx|jne 1b
                """.split("\n", 0)));
        for (String name : List.of("add", "sub", "cmp", "and", "or", "xor")) {
            instructions.add(name + " rax,rcx; b e s o");
            instructions.add(name + " eax,ecx; b e s o");
            instructions.add(name + " cl,al; b e s o");
            instructions.add(name + " rax,-7; b e s o");
            instructions.add(name + " r9d,dword ptr [rdx+4]; b e s o");
            instructions.add(name + " qword ptr [rdx+4],r9; b e s o");
            instructions.add(name + " dword ptr [rdx+4],-2; b e s o");
        }
        for (String name : List.of("shl", "shr", "sar")) {
            instructions.add("cmp r8,r9|" + name + " rax,cl; b e s");
            instructions.add("cmp r8,r9|" + name + " eax,cl; b e s");
            instructions.add(name + " rax,1; b e s");
            instructions.add(name + " eax,31; b e s");
        }
        for (String condition : List.of("o no b ae e ne be a s ns l ge le g".split(" ", -1))) {
            instructions.add("cmp rax,rcx|mov r8d,1|j%s 1f|mov r8d,2|1:".formatted(condition));
            instructions.add("cmp eax,ecx|cmov%s r8d,r9d|set%s r10b".formatted(condition, condition));
        }
        assertSame(instructions);
    }

    /** Those of AVX-512, where the processor has them. */
    @Test
    void wideVectors() {
        assertSame(true, WideVectorsTest.instructions(), "avx512f", "avx512dq", "avx512vl");
    }

    private static void assertSame(List<String> instructions) {
        assertSame(false, instructions, "avx2", "fma", "bmi2");
    }

    private static void assertSame(boolean wide, List<String> instructions, String... features) {
        Binutils.assume();
        String missing =
                "no processor with " + String.join(", ", features) + " under Linux to compare the emulator with";
        Binutils.assume(Processor.has(features), missing);
        assertSame(wide, instructions);
    }

    private static void assertSame(boolean wide, List<String> instructions) {
        Random random = new Random(1);
        for (Harness harness : Harness.of(wide, instructions)) {
            for (int round = 0; round < ROUNDS; round++) {
                harness.fill(random);
                assertEquals("", harness.emulated().difference(harness.real()));
            }
        }
    }
}
