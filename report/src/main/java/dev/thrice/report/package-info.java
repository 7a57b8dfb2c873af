/** Reports with charts: one HTML file that needs nothing else, and the charts by themselves as SVG. */
package dev.thrice.report;
