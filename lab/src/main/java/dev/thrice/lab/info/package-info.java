/** {@code thrice info}: what this machine is and which kernels work on it. */
package dev.thrice.lab.info;
