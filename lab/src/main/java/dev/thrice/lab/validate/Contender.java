package dev.thrice.lab.validate;

/**
 * Something to be timed.
 *
 * @param name of what is timed
 * @param body one run of it
 */
record Contender(String name, Runnable body) {}
