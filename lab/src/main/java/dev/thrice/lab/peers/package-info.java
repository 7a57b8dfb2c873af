/** {@code thrice peers}: the providers of products beside each other. */
package dev.thrice.lab.peers;
