/** The {@code thrice} command: what it is made of, and how it reports a mistake. */
package dev.thrice.lab;
