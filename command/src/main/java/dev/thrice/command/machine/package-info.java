/** What a measurement is made on: the machine, its usual speed, and what disturbs. */
package dev.thrice.command.machine;
