package dev.thrice.engine.execution;

/**
 * The work of an engine so far, exactly, in evaluations over the whole batch.
 *
 * @param forwards functions evaluated, those of feedforward passes included
 * @param wastedForwards of these, predictions that the result could not depend on
 * @param inputVjps input-VJPs
 * @param wastedInputVjps of these, such that the result could not depend on
 * @param parameterVjps parameter-VJPs
 */
public record Counts(long forwards, long wastedForwards, long inputVjps, long wastedInputVjps, long parameterVjps) {}
