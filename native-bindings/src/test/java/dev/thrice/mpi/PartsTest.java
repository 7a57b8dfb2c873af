package dev.thrice.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Ranks' parts are all elements in order, as evenly as can be. */
class PartsTest {
    @Property(tries = 200)
    void partsAreAllElementsInOrder(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 9) Integer> rows,
            @ForAll @IntRange(max = 20) int columns,
            @ForAll @IntRange(min = 1, max = 9) int ranks) {
        try (TensorArena arena = TensorArena.open()) {
            List<Tensor> tensors = new ArrayList<>();
            int next = 0;
            for (int count : rows) {
                Tensor tensor = arena.tensor(count, columns);
                for (int i = 0; i < count * columns; i++) {
                    tensor.set(i / columns, i % columns, next++);
                }
                tensors.add(tensor);
            }
            Parts parts = new Parts(tensors, ranks);
            int found = 0;
            for (int rank = 0; rank < ranks; rank++) {
                int before = found;
                for (Tensor view : parts.of(rank)) {
                    for (float value : view.toArray()) {
                        assertEquals(found++, value);
                    }
                }
                assertEquals(parts.size(rank), found - before);
                assertTrue(Math.abs(parts.size(rank) - (double) next / ranks) < 1);
            }
            assertEquals(next, found);
        }
    }
}
