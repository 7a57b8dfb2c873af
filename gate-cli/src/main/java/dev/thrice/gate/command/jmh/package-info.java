/** Two builds of JMH benchmarks, each run by its own harness in fresh JVMs, by turns. */
package dev.thrice.gate.command.jmh;
