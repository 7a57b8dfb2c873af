/** How a command line is run. */
package dev.thrice.command.execution;
