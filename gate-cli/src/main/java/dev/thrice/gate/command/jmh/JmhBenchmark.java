package dev.thrice.gate.command.jmh;

/**
 * A benchmark method, with what its annotations say that the gate has a word in.
 *
 * @param name its class and its own
 * @param warmUpSeconds of an iteration; null where JMH's default holds
 * @param seconds of a measured iteration; null where JMH's default holds
 * @param forks how many; null where JMH's default holds
 */
record JmhBenchmark(String name, Double warmUpSeconds, Double seconds, Integer forks) {}
