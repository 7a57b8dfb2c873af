/** Files that are there whole, and text fit to be shown. */
package dev.thrice.base;
