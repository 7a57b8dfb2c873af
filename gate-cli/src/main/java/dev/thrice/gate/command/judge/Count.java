package dev.thrice.gate.command.judge;

/**
 * What both builds do of something that is counted without a clock.
 *
 * @param what is counted, such as "B a run"
 * @param base how much of it the base does
 * @param candidate how much of it the candidate does
 */
public record Count(String what, double base, double candidate) {}
