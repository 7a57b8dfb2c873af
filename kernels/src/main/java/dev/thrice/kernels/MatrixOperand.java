package dev.thrice.kernels;

/** What a product takes as A or B: a matrix as stored, or one that was packed beforehand. */
public sealed interface MatrixOperand permits Tensor, PackedMatrix {}
