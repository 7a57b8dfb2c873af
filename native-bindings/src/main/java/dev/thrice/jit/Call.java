package dev.thrice.jit;

/**
 * A call of a plan's.
 *
 * @param spec of the kernel that is called
 * @param work what it does
 * @param brief whether it may be a call that garbage collections wait for
 * @param packedA whether it reads what the plan has packed of A
 * @param a bytes from the beginning of A, or of what is packed of it, to where it reads
 * @param packedB likewise
 * @param b likewise
 * @param c bytes from the beginning of C
 * @param row of C where it begins
 * @param column of C where it begins, in bytes
 */
record Call(
        KernelSpec spec,
        Work work,
        boolean brief,
        boolean packedA,
        long a,
        boolean packedB,
        long b,
        long c,
        int row,
        long column) {
    /** What is called. */
    enum Work {
        PACKS_A,
        PACKS_B,
        MULTIPLIES
    }

    /** Packs what begins so many bytes from the beginning of its operand. */
    static Call packing(Work work, KernelSpec spec, long from) {
        return new Call(spec, work, false, false, from, false, from, 0, 0, 0);
    }

    /** Calls the kernel, which is of this specification. */
    void run(
            Kernel kernel,
            long addressA,
            long bufferA,
            long addressB,
            long bufferB,
            long addressC,
            long d,
            long rowD,
            long sums,
            long kept) {
        switch (work) {
            case PACKS_A -> kernel.run(addressA + a, bufferA, 0, 0, 0, 0, 0);
            case PACKS_B -> kernel.run(addressB + b, bufferB, 0, 0, 0, 0, 0);
            case MULTIPLIES -> {
                long fromA = (packedA ? bufferA : addressA) + a;
                long fromB = (packedB ? bufferB : addressB) + b;
                if (brief) {
                    kernel.runBriefly(fromA, fromB, addressC + c, d + row * rowD + column, rowD, sums + column, kept);
                } else {
                    kernel.run(fromA, fromB, addressC + c, d + row * rowD + column, rowD, sums + column, kept);
                }
            }
        }
    }
}
