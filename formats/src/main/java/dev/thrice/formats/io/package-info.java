/** What the formats stand on, shared with the modules that Thrice consists of: files that are there whole, text fit to be shown. */
package dev.thrice.formats.io;
