package dev.thrice.emulator;

/** Arithmetic and logic of ints; the logic of floats is the same. */
final class IntLanes {
    private IntLanes() {}

    static void addTo(InstructionSet set) {
        set.add("vandps vpand vpandd vpandq", Lanes.binary((a, b) -> a & b));
        set.add("vandnps vpandn vpandnd vpandnq", Lanes.binary((a, b) -> ~a & b));
        set.add("vorps vpor vpord vporq", Lanes.binary((a, b) -> a | b));
        set.add("vxorps vpxor vpxord vpxorq", Lanes.binary((a, b) -> a ^ b));
        set.add("vpaddd", Lanes.binary(Integer::sum));
        set.add("vpsubd", Lanes.binary((a, b) -> a - b));
        set.add("vpmulld", Lanes.binary((a, b) -> a * b));
        set.add("vpminsd", Lanes.binary(Math::min));
        set.add("vpmaxsd", Lanes.binary(Math::max));
        set.add("vpminud", Lanes.binary((a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b));
        set.add("vpmaxud", Lanes.binary((a, b) -> Integer.compareUnsigned(a, b) > 0 ? a : b));
        set.add("vpslld", Lanes.byNumber(count -> a -> count > 31 ? 0 : a << count));
        set.add("vpsrld", Lanes.byNumber(count -> a -> count > 31 ? 0 : a >>> count));
        set.add("vpsrad", Lanes.byNumber(count -> a -> a >> Math.min(count, 31)));
        set.add("vpternlogd", Lanes.ternary(table -> (a, b, c) -> chosen(table, a, b, c)));
    }

    /** {@return of each bit of a, b and c the entry of the table that they number} */
    private static int chosen(int table, int a, int b, int c) {
        int result = 0;
        for (int entry = 0; entry < 8; entry++) {
            if ((table >> entry & 1) != 0) {
                result |= ((entry & 4) != 0 ? a : ~a) & ((entry & 2) != 0 ? b : ~b) & ((entry & 1) != 0 ? c : ~c);
            }
        }
        return result;
    }
}
