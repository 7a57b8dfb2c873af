/** The measuring side of the gate: both builds in a JVM, each through a class loader of its own, and what was measured. */
package dev.thrice.gate.command.measure;
