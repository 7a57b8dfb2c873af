/** A run of the gate as a page with charts. */
package dev.thrice.gate.command.page;
