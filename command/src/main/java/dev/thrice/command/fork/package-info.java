/** Fresh JVMs to measure in, what they tell of how far they are, and what kept one from running. */
package dev.thrice.command.fork;
