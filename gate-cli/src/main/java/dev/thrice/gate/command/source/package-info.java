/** Where the gate's two builds come from: jars that are there, or commits that it builds. */
package dev.thrice.gate.command.source;
