package dev.thrice.engine.execution;

/**
 * What a stage has sent to its neighbours.
 *
 * @param messages sent
 * @param bytes of floats in them
 */
public record Traffic(long messages, long bytes) {}
