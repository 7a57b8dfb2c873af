/** {@code thrice peers}: the providers of kernels and other libraries beside each other. */
package dev.thrice.lab.peers;
