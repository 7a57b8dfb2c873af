/** How work is divided among workers, and how they wait for each other. Not exported. */
package dev.thrice.engine.parallel;
