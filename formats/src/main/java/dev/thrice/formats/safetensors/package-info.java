/**
 * Files in the safetensors format, and the layers in them by the names that frameworks give.
 *
 * <pre>{@code
 * try (TensorArena arena = TensorArena.open(); SafetensorsFile file = SafetensorsFile.open(path)) {
 *     Tensor w = file.tensor("0.weight", arena); // a copy
 *     Tensor v = file.view("2.weight", arena);   // in place, if it can be
 * }
 * new SafetensorsWriter().add("0.weight", w).write(other);
 * }</pre>
 */
package dev.thrice.formats.safetensors;
