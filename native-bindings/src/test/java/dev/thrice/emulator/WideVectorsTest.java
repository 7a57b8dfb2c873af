package dev.thrice.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The emulator's EVEX instructions without a processor that has them: against the VEX ones of half the width, which
 * {@link RealProcessorTest} proves, where both do the same, and lane by lane against Java where not.
 */
@Timeout(120)
class WideVectorsTest {
    private static final int ROUNDS = 20;
    private static final int LANES = 16;
    private static final int QUIET = 0x0040_0000;

    /** Of {@code zmm1}, with what the same VEX instruction is called. */
    private static final Map<String, String> HALVES = new LinkedHashMap<>();

    /** Of {@code zmm1}, {@code ymm1} or {@code xmm1}, with what it becomes. */
    private static final Map<String, Lane> VECTORS = new LinkedHashMap<>();

    /** Of {@code k3}, with what it becomes. */
    private static final Map<String, ToLongFunction<Harness>> MASKS = new LinkedHashMap<>();

    /** Where a bit of a mask stands for 64 bits. */
    private static final List<String> DOUBLES = List.of(
            ("vpandq vpandnq vporq vpxorq vunpcklpd vunpckhpd vpermpd vmovupd vshufpd vpermt2pd vshuff64x2 vinsertf64x4 "
                            + "vbroadcastsd")
                    .split(" ", -1));

    private interface Lane {
        int of(Harness before, int lane);
    }

    static {
        for (String name :
                ("vaddps vsubps vmulps vdivps vminps vmaxps vpaddd vpsubd vpmulld vpminsd vpmaxsd vpminud vpmaxud "
                                + "vandps vandnps vorps vxorps vunpcklps vunpckhps vunpcklpd vunpckhpd vpermilps")
                        .split(" ", -1)) {
            halves(name, name, "%1,%2,%3");
        }
        for (String name : List.of("vpand", "vpandn", "vpor", "vpxor")) {
            halves(name + "d", name, "%1,%2,%3");
            halves(name + "q", name, "%1,%2,%3");
        }
        for (String name : List.of("vfmadd", "vfmsub", "vfnmadd", "vfnmsub")) {
            List.of("132ps", "213ps", "231ps").forEach(order -> halves(name + order, name + order, "%1,%2,%3"));
        }
        for (String name : List.of("vsqrtps", "vcvtdq2ps", "vcvtps2dq", "vcvttps2dq", "vmovups", "vmovupd")) {
            halves(name, name, "%1,%3");
        }
        for (String name : List.of("vpslld", "vpsrld", "vpsrad", "vpermilps", "vpermpd", "vpshufd")) {
            List.of(0, 7, 27, 31, 78).forEach(number -> halves(name, name, "%1,%3," + number));
        }
        for (int number = 0; number < 12; number++) {
            halves("vrndscaleps", "vroundps", "%1,%3," + number);
        }
        halves("vshufps", "vshufps", "%1,%2,%3,177");
    }

    private static void halves(String evex, String vex, String operands) {
        HALVES.put(evex + " " + operands.replace("%", "zmm"), vex + " " + operands.replace("%", "ymm"));
    }

    static {
        VECTORS.put("vpermps zmm1,zmm2,zmm3", (r, i) -> r.vector(3)[r.vector(2)[i] & 15]);
        VECTORS.put("vpermd zmm1,zmm2,zmm3", (r, i) -> r.vector(3)[r.vector(2)[i] & 15]);
        VECTORS.put("vpermt2ps zmm1,zmm2,zmm3", (r, i) -> either(r, 1, 3, r.vector(2)[i] & 31));
        VECTORS.put("vpermi2ps zmm1,zmm2,zmm3", (r, i) -> either(r, 2, 3, r.vector(1)[i] & 31));
        VECTORS.put("vpermt2pd zmm1,zmm2,zmm3", (r, i) -> either(r, 1, 3, (r.vector(2)[i & 14] & 15) * 2 + i % 2));
        VECTORS.put(
                "vshuff32x4 zmm1,zmm2,zmm3,180",
                (r, i) -> either(r, 2, 3, List.of(0, 1, 7, 6).get(i / 4) * 4 + i % 4));
        VECTORS.put(
                "vshuff64x2 zmm1,zmm2,zmm3,75",
                (r, i) -> either(r, 2, 3, List.of(3, 2, 4, 5).get(i / 4) * 4 + i % 4));
        VECTORS.put(
                "vshufpd zmm1,zmm2,zmm3,177",
                (r, i) -> either(r, 2, 3, List.of(2, 16, 4, 20, 10, 26, 12, 30).get(i / 2) + i % 2));
        VECTORS.put("vinsertf32x4 zmm1,zmm2,xmm3,2", (r, i) -> i / 4 == 2 ? r.vector(3)[i % 4] : r.vector(2)[i]);
        VECTORS.put("vinsertf64x4 zmm1,zmm2,ymm3,1", (r, i) -> i / 8 == 1 ? r.vector(3)[i % 8] : r.vector(2)[i]);
        VECTORS.put("vextractf32x4 xmm1,zmm2,3", (r, i) -> i < 4 ? r.vector(2)[12 + i] : 0);
        VECTORS.put("vextractf64x4 ymm1,zmm2,1", (r, i) -> i < 8 ? r.vector(2)[8 + i] : 0);
        VECTORS.put("vbroadcastss zmm1,xmm3", (r, i) -> r.vector(3)[0]);
        VECTORS.put("vbroadcastsd zmm1,xmm3", (r, i) -> r.vector(3)[i % 2]);
        VECTORS.put("vbroadcastss zmm1,dword ptr [rdx+12]", (r, i) -> r.data(12)[0]);
        VECTORS.put("vbroadcastsd zmm1,qword ptr [rdx+12]", (r, i) -> r.data(12)[i % 2]);
        VECTORS.put("vbroadcastf32x4 zmm1,xmmword ptr [rdx+12]", (r, i) -> r.data(12)[i % 4]);
        VECTORS.put("vpbroadcastd zmm1,eax", (r, i) -> (int) r.general(0));
        VECTORS.put("vpaddd zmm1,zmm2,dword bcst [rdx+4]", (r, i) -> r.vector(2)[i] + r.data(4)[0]);
        VECTORS.put("vpxorq zmm1,zmm2,qword bcst [rdx+8]", (r, i) -> r.vector(2)[i] ^ r.data(8)[i % 2]);
        VECTORS.put("vpternlogd zmm1,zmm2,zmm3,150", (r, i) -> r.vector(1)[i] ^ r.vector(2)[i] ^ r.vector(3)[i]);
        VECTORS.put(
                "vpternlogd zmm1,zmm2,zmm3,202",
                (r, i) -> (r.vector(1)[i] & r.vector(2)[i]) | (~r.vector(1)[i] & r.vector(3)[i]));
        VECTORS.put("vrndscaleps zmm1,zmm3,40", (r, i) -> toQuarters(r.vector(3)[i]));
        VECTORS.put("vpaddd ymm1,ymm2,ymm31", (r, i) -> i < 8 ? r.vector(2)[i] + r.vector(31)[i] : 0);
        VECTORS.put("vmovss xmm1{k1}{z},dword ptr [rdx+4]", (r, i) -> i == 0 && isSet(r, 0) ? r.data(4)[0] : 0);
        VECTORS.put("vmovss xmm1{k1},xmm2,xmm3", (r, i) -> i > 3 ? 0 : r.vector(i > 0 ? 2 : isSet(r, 0) ? 3 : 1)[i]);
        VECTORS.put("vminss xmm1{k1},xmm2,xmm2", (r, i) -> i > 3 ? 0 : r.vector(i > 0 || isSet(r, 0) ? 2 : 1)[i]);
        VECTORS.put("vblendmps zmm1{k1},zmm2,zmm3", (r, i) -> r.vector(isSet(r, i) ? 3 : 2)[i]);
        VECTORS.put("vblendmps zmm1{k1}{z},zmm2,zmm3", (r, i) -> isSet(r, i) ? r.vector(3)[i] : 0);
        VECTORS.put("vblendmpd zmm1{k1},zmm2,zmm3", (r, i) -> r.vector(isSet(r, i / 2) ? 3 : 2)[i]);
        VECTORS.put("vmovups zmm1,zmmword ptr [rdx+68]", (r, i) -> r.data(68)[i]);
    }

    static {
        for (int predicate = 0; predicate < 8; predicate++) {
            int p = predicate;
            MASKS.put("vpcmpd k3,zmm2,zmm3," + p, r -> comparison(r, p, 0));
            MASKS.put("vpcmpud k3{k1},zmm2,zmm3," + p, r -> comparison(r, p, Integer.MIN_VALUE) & r.mask(1));
        }
        MASKS.put("vpcmpgtd k3,zmm2,zmm3", r -> comparison(r, 6, 0));
        MASKS.put("vpcmpeqd k3,zmm2,zmm3", r -> comparison(r, 0, 0));
        MASKS.put("kmovw k3,eax", r -> r.general(0));
        MASKS.put("kmovw k3,k2", r -> r.mask(2));
        MASKS.put("knotw k3,k2", r -> ~r.mask(2));
        MASKS.put("kandw k3,k2,k1", r -> r.mask(2) & r.mask(1));
        MASKS.put("kandnw k3,k2,k1", r -> ~r.mask(2) & r.mask(1));
        MASKS.put("korw k3,k2,k1", r -> r.mask(2) | r.mask(1));
        MASKS.put("kxorw k3,k2,k1", r -> r.mask(2) ^ r.mask(1));
        MASKS.put("kxnorw k3,k2,k1", r -> ~(r.mask(2) ^ r.mask(1)));
        MASKS.put("kshiftrw k3,k2,5", r -> r.mask(2) >> 5);
        MASKS.put("kshiftrw k3,k2,16", r -> 0);
        MASKS.put("kshiftlw k3,k2,5", r -> r.mask(2) << 5);
    }

    private static int either(Harness r, int low, int high, int lane) {
        return r.vector(lane < LANES ? low : high)[lane % LANES];
    }

    private static boolean isSet(Harness r, int bit) {
        return (r.mask(1) >> bit & 1) != 0;
    }

    private static int toQuarters(int bits) {
        float value = Float.intBitsToFloat(bits);
        return Float.isNaN(value) ? bits | QUIET : Float.floatToRawIntBits((float) (Math.rint(value * 4.0) / 4));
    }

    private static long comparison(Harness r, int predicate, int bias) {
        long mask = 0;
        for (int i = 0; i < LANES; i++) {
            int a = r.vector(2)[i] + bias;
            int b = r.vector(3)[i] + bias;
            boolean holds = List.of(a == b, a < b, a <= b, false, a != b, a >= b, a > b, true)
                    .get(predicate);
            mask |= holds ? 1L << i : 0;
        }
        return mask;
    }

    private static List<String> comparisons() {
        return Stream.iterate(0, predicate -> predicate < 32, predicate -> predicate + 1)
                .map(predicate -> "vcmpps k3,zmm2,zmm3," + predicate)
                .toList();
    }

    /** All that can have a mask, and has none. */
    private static List<String> unmasked() {
        return Stream.concat(HALVES.keySet().stream(), VECTORS.keySet().stream())
                .filter(text -> text.contains("zmm1,"))
                .toList();
    }

    private static List<String> inMemory(List<String> texts) {
        return texts.stream()
                .map(text -> text.replace("zmm3", "zmmword ptr [rdx+68]"))
                .toList();
    }

    private static List<String> masked(List<String> texts, String mask) {
        return texts.stream()
                .map(text -> text.replace("mm1,", "mm1" + mask + ","))
                .toList();
    }

    /** {@return all that is tested here, for a processor that has it} */
    static List<String> instructions() {
        List<String> all = new ArrayList<>(comparisons());
        all.addAll(MASKS.keySet());
        all.addAll(VECTORS.keySet());
        all.addAll(HALVES.keySet());
        all.addAll(inMemory(unmasked()));
        all.addAll(masked(unmasked(), "{k1}"));
        all.addAll(masked(inMemory(unmasked()), "{k1}{z}"));
        all.add("vmovups zmmword ptr [rdx+68]{k1},zmm2");
        all.add("vscalefps zmm1,zmm2,zmm3");
        return all;
    }

    private final Random random = new Random(2);

    @BeforeAll
    static void setUp() {
        Binutils.assume();
    }

    @Test
    void vectors() {
        List<Harness> all = Harness.of(true, List.copyOf(VECTORS.keySet()));
        for (Harness harness : all) {
            for (int round = 0; round < ROUNDS; round++) {
                assertLanes(
                        VECTORS.get(harness.toString()),
                        harness.fill(random),
                        harness.emulated().vector(1));
            }
        }
    }

    @Test
    void masks() {
        for (Harness harness : Harness.of(true, List.copyOf(MASKS.keySet()))) {
            for (int round = 0; round < ROUNDS; round++) {
                long expected = MASKS.get(harness.toString()).applyAsLong(harness.fill(random)) & 0xFFFF;
                assertEquals(expected, harness.emulated().mask(3), harness.toString());
            }
        }
        Harness toGeneral = Harness.of(true, "kmovw eax,k2").fill(random);
        assertEquals(toGeneral.mask(2), toGeneral.emulated().general(0));
    }

    @Test
    void eachHalfIsAsTheVexInstruction() {
        List<Harness> wide = Harness.of(true, List.copyOf(HALVES.keySet()));
        List<Harness> half = Harness.of(true, List.copyOf(HALVES.values()));
        for (int i = 0; i < wide.size(); i++) {
            for (int round = 0; round < ROUNDS; round++) {
                int[] low = half(wide.get(i).fill(random), half.get(i), 0);
                int[] high = half(wide.get(i), half.get(i), 8);
                assertLanes(
                        (r, lane) -> lane < 8 ? low[lane] : high[lane - 8],
                        wide.get(i),
                        wide.get(i).emulated().vector(1));
            }
        }
    }

    @Test
    void comparisonsAreAsTheVexInstruction() {
        List<Harness> wide = Harness.of(true, comparisons());
        List<Harness> masked = Harness.of(
                true,
                comparisons().stream()
                        .map(text -> text.replace("k3,", "k3{k1},"))
                        .toList());
        List<Harness> half = Harness.of(
                true,
                comparisons().stream()
                        .map(text -> text.replace("k3", "ymm1").replace("zmm", "ymm"))
                        .toList());
        for (int i = 0; i < wide.size(); i++) {
            for (int round = 0; round < ROUNDS; round++) {
                int expected = signs(half(wide.get(i).fill(random), half.get(i), 0))
                        | signs(half(wide.get(i), half.get(i), 8)) << 8;
                assertEquals(
                        expected, wide.get(i).emulated().mask(3), wide.get(i).toString());
                masked.get(i).fill(wide.get(i));
                assertEquals(
                        expected & wide.get(i).mask(1),
                        masked.get(i).emulated().mask(3),
                        masked.get(i).toString());
            }
        }
    }

    private static int signs(int... lanes) {
        int signs = 0;
        for (int i = 0; i < lanes.length; i++) {
            signs |= (lanes[i] >>> 31) << i;
        }
        return signs;
    }

    /** {@return what the VEX instruction makes of one half of the wide registers} */
    private static int[] half(Harness wide, Harness half, int from) {
        half.fill(wide);
        for (int register = 1; register < 4; register++) {
            half.setVector(register, Arrays.copyOfRange(wide.vector(register), from, from + 8));
        }
        int[] result = half.emulated().vector(1);
        assertEquals(0, result[8], half + " leaves what is above it");
        return result;
    }

    @Test
    void masksMergeOrZero() {
        List<Harness> all = Harness.of(true, unmasked());
        List<Harness> merging = Harness.of(true, masked(unmasked(), "{k1}"));
        List<Harness> zeroing = Harness.of(true, masked(unmasked(), "{k1}{z}"));
        for (int i = 0; i < all.size(); i++) {
            int element = DOUBLES.contains(all.get(i).toString().split(" ", 2)[0]) ? 2 : 1;
            for (int round = 0; round < ROUNDS; round++) {
                int[] result = all.get(i).fill(random).emulated().vector(1);
                merging.get(i).fill(all.get(i));
                zeroing.get(i).fill(all.get(i));
                assertLanes(
                        (r, lane) -> isSet(r, lane / element) ? result[lane] : r.vector(1)[lane],
                        merging.get(i),
                        merging.get(i).emulated().vector(1));
                assertLanes(
                        (r, lane) -> isSet(r, lane / element) ? result[lane] : 0,
                        zeroing.get(i),
                        zeroing.get(i).emulated().vector(1));
            }
        }
    }

    @Test
    void aVectorInMemoryIsAsInARegister() {
        List<String> texts =
                unmasked().stream().filter(text -> text.contains("zmm3")).toList();
        List<Harness> registers = Harness.of(true, texts);
        List<Harness> memory = Harness.of(true, inMemory(texts));
        for (int i = 0; i < texts.size(); i++) {
            Harness register = registers.get(i).fill(memory.get(i).fill(random));
            register.setVector(3, register.data(68));
            int[] expected = register.emulated().vector(1);
            assertLanes(
                    (r, lane) -> expected[lane],
                    memory.get(i),
                    memory.get(i).emulated().vector(1));
        }
    }

    @Test
    void aMaskedStoreLeavesTheOtherLanes() {
        Harness harness =
                Harness.of(true, "vmovups zmmword ptr [rdx+68]{k1},zmm2").fill(random);
        int[] before = harness.data(68);
        assertLanes(
                (r, lane) -> isSet(r, lane) ? r.vector(2)[lane] : before[lane],
                harness,
                harness.emulated().data(68));
    }

    /** Table 5-45 of Intel's manual, and a result that is rounded once, among the subnormal. */
    @ParameterizedTest
    @CsvSource({
        "3F800000, 40400000, 41000000", "3FC00000, BF000000, 3F400000", "C0400000, 3FC00000, C0C00000",
        "7FC12345, 7F800000, 7F800000", "7FC12345, FF800000, 00000000", "7FC12345, 3F800000, 7FC12345",
        "7F812345, 7F800000, 7FC12345", "3F800000, 7FC00001, 7FC00001", "7FC12345, 7FC00001, 7FC12345",
        "FF800000, 7F800000, FF800000", "7F800000, FF800000, FFC00000", "80000000, FF800000, 80000000",
        "00000000, 7F800000, FFC00000", "BF800000, 7F800000, FF800000", "BF800000, FF800000, 80000000",
        "3FBFFFFF, C3150000, 00000001", "3F800000, 7F7FFFFF, 7F800000", "3F800000, FF7FFFFF, 00000000"
    })
    void scaling(String value, String exponent, String result) {
        Harness harness = Harness.of(true, "vscalefps zmm1,zmm2,zmm3").fill(random);
        harness.setVector(2, Integer.parseUnsignedInt(value, 16));
        harness.setVector(3, Integer.parseUnsignedInt(exponent, 16));
        assertEquals(result, "%08X".formatted(harness.emulated().vector(1)[0]));
    }

    private static void assertLanes(Lane expected, Harness before, int... found) {
        for (int lane = 0; lane < LANES; lane++) {
            assertEquals(
                    Integer.toHexString(expected.of(before, lane)),
                    Integer.toHexString(found[lane]),
                    before + " lane " + lane);
        }
    }
}
