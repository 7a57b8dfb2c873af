/** Runs of the gate, one after another, in a file. */
package dev.thrice.gate.command.history;
