package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Comparison;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Mask;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Operand;
import dev.thrice.assembler.Vector;

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

    /** Bits in every lane, to be read from memory. */
    Memory bits(int value) {
        return asm.constant(value, isa.bytes());
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

    /** Says how many floats of partial quarters there are from here on; uses a general register. */
    abstract void partialQuarter(int live, Gpr scratch);

    /**
     * Loads up to four floats into a quarter of 16 bytes, the first as the first part of a register that is built anew.
     *
     * @param live how many, as {@link #partialQuarter} said where it is not four
     */
    abstract void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch);

    /** to = lanes of b where x compares so with y, else of a. The choice may use a register of scratch. */
    abstract void choose(Vector to, Vector a, Operand b, Vector x, Operand y, Comparison comparison, Vector scratch);

    private static final class Avx2 extends VectorUnit {
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
            if ((live & 1) != 0) {
                asm.vextractps(Memory.at(to.base(), at), from.xmm(), live & 2);
            }
        }

        @Override
        void partialQuarter(int live, Gpr scratch) {
            // masks are constants
        }

        @Override
        void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch) {
            Vector part = quarter == 0 ? to : scratch;
            if (live < QUARTER) {
                asm.vmovups(part.xmm(), asm.laneMask(live));
                asm.vmaskmovps(part.xmm(), part.xmm(), from);
            } else if (quarter == 0) {
                asm.vmovups(to.xmm(), from);
            }
            if (quarter > 0) {
                asm.vinsertf128(to, to, live < QUARTER ? part.xmm() : from, quarter);
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
        private static final Mask LIVE_IN_QUARTER = new Mask(3);

        Avx512(Assembler asm) {
            super(asm, Isa.AVX512);
        }

        @Override
        void partial(int live, Gpr scratch) {
            asm.mov(scratch, (1L << live) - 1);
            asm.kmovw(LIVE, scratch);
        }

        @Override
        void load(Vector to, Memory from, int live) {
            if (live == isa.lanes()) {
                asm.vmovups(to, from);
            } else {
                asm.vmovups(to, LIVE, from);
            }
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
        void partialQuarter(int live, Gpr scratch) {
            asm.mov(scratch, (1L << live) - 1);
            asm.kmovw(LIVE_IN_QUARTER, scratch);
        }

        @Override
        void loadQuarter(Vector to, int quarter, Memory from, int live, Vector scratch) {
            Vector part = quarter == 0 ? to : scratch;
            if (live < QUARTER) {
                asm.vmovups(part, LIVE_IN_QUARTER, from);
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
