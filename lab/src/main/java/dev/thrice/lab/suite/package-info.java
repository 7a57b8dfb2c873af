/** What the gate measures of Thrice itself. Loaded from the jars of either build that it compares. */
package dev.thrice.lab.suite;
