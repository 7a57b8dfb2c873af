/** Elementary functions of images: convolution and pooling. A sample is an image's pixels row by row, its channels fastest. */
package dev.thrice.engine.images;
