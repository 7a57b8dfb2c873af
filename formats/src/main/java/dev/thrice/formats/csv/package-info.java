/**
 * Tables of numbers, with or without classes, as text.
 *
 * <pre>{@code
 * CsvTable iris = CsvFile.of(Path.of("iris.csv")).header().label("species").read();
 * Tensor x = iris.tensor(arena);
 * int[] y = iris.labels(); // of iris.classes()
 * }</pre>
 *
 * <p>The library FastCSV reads them, which is an optional dependency: whoever reads such files adds {@code de.siegmar:fastcsv}.
 */
package dev.thrice.formats.csv;
