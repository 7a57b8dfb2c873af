/** Other libraries, for {@code thrice peers} to time: each a class that plans what the library is to do. */
package dev.thrice.peers;
