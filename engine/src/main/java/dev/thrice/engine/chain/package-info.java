/**
 * Chains of elementary functions: what they compute (2.1), their loss, and their parameters. A function is an interface, {@link
 * dev.thrice.engine.chain.ElementaryFunction}, and can be a user's own.
 */
package dev.thrice.engine.chain;
