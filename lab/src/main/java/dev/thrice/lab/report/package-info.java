/** What results say, for pages and terminals. */
package dev.thrice.lab.report;
