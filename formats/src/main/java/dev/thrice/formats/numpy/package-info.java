/**
 * NumPy's files: an array in a .npy, several in a .npz.
 *
 * <pre>{@code
 * Tensor x = NpyArray.open(Path.of("x.npy")).tensor(arena);
 * long[] labels = NpyArray.open(Path.of("y.npy")).longs();
 * try (NpzFile file = NpzFile.open(Path.of("data.npz"))) {
 *     Tensor w = file.array("w").tensor(arena);
 * }
 * NpyWriter.write(Path.of("x.npy"), x);
 * }</pre>
 */
package dev.thrice.formats.numpy;
