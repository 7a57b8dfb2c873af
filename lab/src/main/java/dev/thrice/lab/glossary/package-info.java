/** What the words of reports mean, for who has not read the paper. */
package dev.thrice.lab.glossary;
