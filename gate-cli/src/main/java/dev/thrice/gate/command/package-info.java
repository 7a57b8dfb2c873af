/** The gate as a command, of {@code thrice} and by itself. */
package dev.thrice.gate.command;
