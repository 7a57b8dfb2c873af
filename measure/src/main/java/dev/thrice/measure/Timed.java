package dev.thrice.measure;

/**
 * Something to be timed.
 *
 * @param name of what is timed
 * @param body one run of it
 */
public record Timed(String name, Runnable body) {}
