package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;

/**
 * An elementary function and what it has to do for a batch.
 *
 * @param name f_l
 * @param shape inputs x outputs
 * @param forwardFlops C_l = WORK{forward f_l}, multiplications and additions; activations are not counted
 * @param bytes that a forward evaluation has to read and write at least once
 */
public record FunctionWork(String name, String shape, long forwardFlops, long bytes) {
    /** Checks the numbers. */
    public FunctionWork {
        Expect.atLeast("flops", forwardFlops, 1);
        Expect.atLeast("bytes", bytes, 0);
    }
}
