/** The paper's claims, held against recorded results: w, ratios, verdicts, and the report that shows them. */
package dev.thrice.lab.bound;
