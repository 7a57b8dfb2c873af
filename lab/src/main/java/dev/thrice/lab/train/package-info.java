/** {@code thrice train}: trains on MNIST. */
package dev.thrice.lab.train;
