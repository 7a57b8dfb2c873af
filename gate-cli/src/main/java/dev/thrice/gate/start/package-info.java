/** What any Java can run. */
package dev.thrice.gate.start;
