/** Studies of what the paper leaves open. */
package dev.thrice.lab.study;
