package dev.thrice.engine.events;

/**
 * What an engine is, as events have it.
 *
 * @param algorithm its name
 * @param executor its name
 * @param workers threads that take part
 * @param batch samples
 * @param functions of the chain
 */
public record EngineDescription(String algorithm, String executor, int workers, int batch, int functions) {}
