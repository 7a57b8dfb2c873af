package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Comparison;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Mask;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Operand;
import dev.thrice.assembler.Vector;
import java.util.ArrayList;
import java.util.List;

/** What the instruction sets do differently: parts of vectors, and choices between lanes. */
abstract class VectorUnit {
    private static final int QUARTER = 4;

    final Assembler asm;
    final Isa isa;

    private VectorUnit(Assembler asm, Isa isa) {
        this.asm = asm;
        this.isa = isa;
    }

    /** The one of an instruction set. */
    static VectorUnit of(Isa isa, Assembler asm) {
        return isa == Isa.AVX512 ? new Avx512(asm) : new Avx2(asm);
    }

    Vector register(int index) {
        return new Vector(index, isa.bytes());
    }

    /** A number in every lane, to be read from memory. */
    Memory constant(float value) {
        return asm.constant(Float.floatToRawIntBits(value), isa.bytes());
    }

    /** The register in which a tile has an element's sum. */
    Vector sum(Panel panel, int row, int vector) {
        return register(row * panel.vectors() + vector);
    }

    /** Sets every lane. */
    void set(Vector to, float value) {
        asm.vbroadcastss(to, asm.number(Float.floatToRawIntBits(value)));
    }

    void zero(Vector to) {
        asm.xor(to, to, to);
    }

    /** Says how many lanes of partial vectors are live from here on; uses a general register. */
    abstract void partial(int live, Gpr scratch);

    /** Loads the first lanes; the others become 0, and their memory is not touched. */
    abstract void load(Vector to, Memory from, int live);

    /** Stores the first lanes; the register is lost. */
    abstract void store(Memory to, Vector from, int live);

    /** Says how many steps there are in what {@link #loadSteps} and {@link #loadQuarter} load a part of; uses a general register. */
    abstract void partialSteps(int live, Gpr scratch);

    /** Loads the first lanes along k; the others become 0, and their memory is not touched. */
    abstract void loadSteps(Vector to, Memory from, int live);

    /**
     * Adds up the lanes of each of as many vectors as there are lanes, into the lanes of the first. All of them are lost.
     *
     * @param scratch another register
     */
    void addLanes(List<Vector> sums, Vector scratch) {
        List<Vector> left = sums;
        left = halved(left, scratch, true);
        left = halved(left, scratch, false);
        addParts(left, scratch);
    }

    /** From each two neighbours one that has half the sums of both in neighbouring lanes, or pairs of lanes. */
    private List<Vector> halved(List<Vector> sums, Vector scratch, boolean singles) {
        List<Vector> half = new ArrayList<>();
        for (int i = 0; i < sums.size(); i += 2) {
            Vector a = sums.get(i);
            Vector b = sums.get(i + 1);
            if (singles) {
                asm.vunpcklps(scratch, a, b);
                asm.vunpckhps(a, a, b);
            } else {
                asm.vunpcklpd(scratch, a, b);
                asm.vunpckhpd(a, a, b);
            }
            asm.vaddps(a, scratch, a);
            half.add(a);
        }
        return half;
    }

    /** Of vectors whose parts of 16 bytes hold four columns' sums each: adds up their parts, into the parts of the first. */
    abstract void addParts(List<Vector> sums, Vector scratch);

    /**
     * Loads up to four floats into a quarter of 16 bytes, the first as the first part of a register that is built anew.
     *
     * @param live how many, as {@link #partialSteps} said where it is not four
     */
    abstract void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch);

    /** to = lanes of b where x compares so with y, else of a. The choice may use a register of scratch. */
    abstract void choose(Vector to, Vector a, Operand b, Vector x, Operand y, Comparison comparison, Vector scratch);

    private static final class Avx2 extends VectorUnit {
        /** Bits of lanes to take from the second operand of a blend. */
        private static final int UPPER_HALF = 0xF0;

        private static final int LOWER_HALVES = 0x20;
        private static final int UPPER_HALVES = 0x31;

        Avx2(Assembler asm) {
            super(asm, Isa.AVX2);
        }

        @Override
        void partial(int live, Gpr scratch) {
            // masks are constants
        }

        @Override
        void load(Vector to, Memory from, int live) {
            if (live == isa.lanes()) {
                asm.vmovups(to, from);
            } else if (live == QUARTER) {
                asm.vmovups(to.xmm(), from);
            } else {
                asm.vmovups(to, asm.laneMask(live));
                asm.vmaskmovps(to, to, from);
            }
        }

        @Override
        void store(Memory to, Vector from, int live) {
            if (live == isa.lanes()) {
                asm.vmovups(to, from);
                return;
            }
            long at = to.displacement();
            if (live >= QUARTER) {
                asm.vmovups(to, from.xmm());
                at += 16;
                if (live > QUARTER) {
                    asm.vextractf128(from.xmm(), from, 1);
                }
            }
            if ((live & 2) != 0) {
                asm.vmovsd(Memory.at(to.base(), at), from.xmm());
                at += 8;
            }
            if ((live & 3) == 3) {
                asm.vextractps(Memory.at(to.base(), at), from.xmm(), 2);
            } else if ((live & 1) != 0) {
                asm.vmovss(Memory.at(to.base(), at), from.xmm());
            }
        }

        @Override
        void partialSteps(int live, Gpr scratch) {
            // masks are constants
        }

        @Override
        void loadSteps(Vector to, Memory from, int live) {
            load(to, from, live);
        }

        @Override
        void addParts(List<Vector> sums, Vector scratch) {
            Vector a = sums.getFirst();
            Vector b = sums.get(1);
            asm.vperm2f128(scratch, a, b, LOWER_HALVES);
            asm.vperm2f128(a, a, b, UPPER_HALVES);
            asm.vaddps(a, scratch, a);
        }

        @Override
        void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch) {
            Vector part = quarter == 0 ? to : scratch;
            if (live < QUARTER) {
                asm.vmovups(part.xmm(), asm.laneMask(live));
                asm.vmaskmovps(part.xmm(), part.xmm(), from);
                if (quarter > 0) {
                    asm.vinsertf128(to, to, part.xmm(), quarter);
                }
            } else if (quarter == 0) {
                asm.vmovups(to.xmm(), from);
            } else { // not inserted, which takes a port that what follows has use for
                asm.vbroadcastf128(part, from);
                asm.vblendps(to, to, part, UPPER_HALF);
            }
        }

        @Override
        void choose(Vector to, Vector a, Operand b, Vector x, Operand y, Comparison comparison, Vector scratch) {
            asm.vcmpps(scratch, x, y, comparison);
            asm.vblendvps(to, a, b, scratch);
        }
    }

    private static final class Avx512 extends VectorUnit {
        private static final Mask LIVE = new Mask(1);
        private static final Mask CHOICE = new Mask(2);
        private static final Mask LIVE_STEPS = new Mask(3);

        // Of the first operand's parts, then of the second's.
        private static final int EVEN_PARTS = 0x88;
        private static final int ODD_PARTS = 0xDD;

        Avx512(Assembler asm) {
            super(asm, Isa.AVX512);
        }

        @Override
        void partial(int live, Gpr scratch) {
            limit(LIVE, live, scratch);
        }

        @Override
        void load(Vector to, Memory from, int live) {
            load(to, LIVE, from, live);
        }

        @Override
        void store(Memory to, Vector from, int live) {
            if (live == isa.lanes()) {
                asm.vmovups(to, from);
            } else {
                asm.vmovups(to, LIVE, from);
            }
        }

        @Override
        void partialSteps(int live, Gpr scratch) {
            limit(LIVE_STEPS, live, scratch);
        }

        private void limit(Mask mask, int live, Gpr scratch) {
            asm.mov(scratch, (1L << live) - 1);
            asm.kmovw(mask, scratch);
        }

        @Override
        void loadSteps(Vector to, Memory from, int live) {
            load(to, LIVE_STEPS, from, live);
        }

        private void load(Vector to, Mask mask, Memory from, int live) {
            if (live == isa.lanes()) {
                asm.vmovups(to, from);
            } else {
                asm.vmovups(to, mask, from);
            }
        }

        @Override
        void addParts(List<Vector> sums, Vector scratch) {
            addTwo(sums.get(0), sums.get(1), scratch);
            addTwo(sums.get(2), sums.get(3), scratch);
            addTwo(sums.get(0), sums.get(2), scratch);
        }

        /** Neighbouring parts of a, then those of b, added up: into a. */
        private void addTwo(Vector a, Vector b, Vector scratch) {
            asm.vshuff32x4(scratch, a, b, EVEN_PARTS);
            asm.vshuff32x4(a, a, b, ODD_PARTS);
            asm.vaddps(a, scratch, a);
        }

        @Override
        void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch) {
            Vector part = quarter == 0 ? to : scratch;
            if (live < QUARTER) {
                asm.vmovups(part, LIVE_STEPS, from);
            } else if (quarter == 0) {
                asm.vbroadcastf32x4(to, from);
            }
            if (quarter > 0) {
                asm.vinsertf32x4(to, to, live < QUARTER ? part.xmm() : from, quarter);
            }
        }

        @Override
        void choose(Vector to, Vector a, Operand b, Vector x, Operand y, Comparison comparison, Vector scratch) {
            asm.vcmpps(CHOICE, x, y, comparison);
            asm.vblendmps(to, CHOICE, a, b);
        }
    }
}
