/** What is told to Java Flight Recorder; as {@code dev.thrice.kernels.events}. */
package dev.thrice.engine.events;
