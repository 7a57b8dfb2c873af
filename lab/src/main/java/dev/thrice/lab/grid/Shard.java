package dev.thrice.lab.grid;

import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A machine's part of a grid: every n-th cell.
 *
 * @param index i in 1 .. n
 * @param count n
 */
public record Shard(int index, int count) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(1, 1);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if i is not in 1 .. n
     */
    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("shard " + index + "/" + count + ", expected i/n with i in 1 .. n");
        }
    }

    /**
     * This part.
     *
     * @param cells of the grid, in the order that all machines have them in
     * @param <T> of them
     * @return every n-th, from the i-th on
     */
    public <T> List<T> of(List<T> cells) {
        return IntStream.range(0, cells.size())
                .filter(i -> i % count == index - 1)
                .mapToObj(cells::get)
                .toList();
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }

    /** Reads i/n. */
    public static final class Converter implements ITypeConverter<Shard> {
        private Converter() {}

        @Override
        public Shard convert(String text) {
            String[] parts = text.split("/", -1);
            try {
                if (parts.length == 2) {
                    return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "', expected i/n with i in 1 .. n, such as 1/4");
        }
    }
}
