/** The ground of a program: mistakes of its user's, its files, its version, its memory, its end. */
package dev.thrice.command;
