/** What repeated timings allow to be said: intervals over forks, verdicts, drift, warm-up, linear fits. */
package dev.thrice.lab.statistics;
