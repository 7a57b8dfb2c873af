/** What the gate makes of its measurements: verdicts by rules that were fixed before. */
package dev.thrice.gate.command.judge;
