/** The document that a measurement leaves behind: raw samples, and what they were taken on. Verdicts are not in it; they follow from it. */
package dev.thrice.lab.results;
