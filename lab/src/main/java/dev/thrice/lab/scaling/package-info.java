/** What training over ranks takes, what messages take, and what both say of more processors. */
package dev.thrice.lab.scaling;
