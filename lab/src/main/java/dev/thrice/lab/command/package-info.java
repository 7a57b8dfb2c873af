/** The ground that every command stands on: how it reports a mistake, what it may take of the machine, the options that many have. */
package dev.thrice.lab.command;
