/** What is told to Java Flight Recorder. Where the JVM has none, nothing; while nobody records, nothing is made. */
package dev.thrice.kernels.events;
