/** What files of all formats have in common. */
package dev.thrice.formats;
