/** Timing things against each other: by turns within a JVM, in several fresh ones. */
package dev.thrice.lab.timing;
