/** Task graphs of the learning algorithms, their work and span, and the time a given number of processors would take. */
package dev.thrice.lab.schedule;
