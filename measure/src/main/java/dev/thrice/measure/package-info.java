/**
 * Times of several things by turns, and whether the machine is quiet meanwhile: by work of a known speed, as
 * {@link dev.thrice.measure.Cores} and {@link dev.thrice.measure.ReferenceProduct} have it, or as the system counts
 * ({@link dev.thrice.measure.Disturbance}).
 */
package dev.thrice.measure;
