package dev.thrice.gate.command.jmh;

/**
 * The machine, while a JVM measured.
 *
 * @param before ns of the gate's own product, before it
 * @param after ns of the same, after it
 * @param lost share of the processors' time that others took, as {@link dev.thrice.command.machine.Contention} has it
 */
record Conditions(double before, double after, double lost) {}
