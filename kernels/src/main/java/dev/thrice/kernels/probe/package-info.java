/** What the core gives a thread just now. For who chooses by measurement, and for who measures. */
package dev.thrice.kernels.probe;
