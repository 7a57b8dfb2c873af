/** JMH suites. Each benchmark checks before it measures that what it runs computes the right thing. */
package dev.thrice.jmh;
