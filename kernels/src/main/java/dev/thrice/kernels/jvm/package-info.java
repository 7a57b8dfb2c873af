/** What the JVM was told at its start, and what it allows. */
package dev.thrice.kernels.jvm;
