/**
 * Times of several things by turns, and whether the machine is quiet meanwhile, by work of a known speed, as
 * {@link dev.thrice.measure.Cores} and {@link dev.thrice.measure.ReferenceProduct} have it.
 */
package dev.thrice.measure;
