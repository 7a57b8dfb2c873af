package dev.thrice.gate.command.measure;

import dev.thrice.command.output.Expect;

/**
 * Four blocks in a row, two of each build, as base, candidate, candidate, base or the other way about: a machine that changes its speed
 * evenly is the same for both. Of alternating JVMs, each build's two blocks are from its own JVM.
 *
 * @param base ns a run, the geometric mean of its two blocks
 * @param candidate ns a run, the geometric mean of its two blocks
 * @param reference ns a run of a product of the gate's own, before them
 * @param disturbed whether in one of these the hypervisor took time from the machine or the system the processor from the thread
 */
public record Quad(double base, double candidate, double reference, boolean disturbed) {
    /** Checks the numbers. */
    public Quad {
        Expect.atLeast("ns of the base", base, 0.);
        Expect.atLeast("ns of the candidate", candidate, 0.);
        Expect.atLeast("ns of the reference", reference, 0.);
    }
}
