/** Who computes it: providers and the choice among them, products divided among threads, epilogues that a provider does not fuse. */
package dev.thrice.kernels.plan;
