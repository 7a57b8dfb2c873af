package dev.thrice.gate.command.jmh;

/**
 * A build's half of a fork.
 *
 * @param result what its JVM found
 * @param conditions in which it did
 */
record JmhSide(JmhResult result, Conditions conditions) {}
