/** The roof: the {@code thrice} command, made of the commands below it. */
package dev.thrice.lab;
