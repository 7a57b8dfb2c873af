package dev.thrice.kernels.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

class PlanChoiceTest {
    private static final Kernels SCALAR = Kernels.select("scalar");

    @Test
    void aPlanIsToldWithWhatItIsOf() throws IOException {
        GemmSpec spec = GemmSpec.tn(3, 5, 7)
                .leadingDimensions(9, 10, 11)
                .scaled(2f, .5f)
                .then(Epilogue.NONE.withColumnSums());
        RecordedEvent event = planned(() -> SCALAR.dividing(12).gemm(spec)).getFirst();

        assertEquals(3, event.getInt("m"));
        assertEquals(5, event.getInt("n"));
        assertEquals(7, event.getInt("k"));
        assertEquals("TN", event.getString("orientation"));
        assertEquals("9, 10, 11", event.getString("leadingDimensions"));
        assertEquals(2f, event.getFloat("alpha"));
        assertEquals(.5f, event.getFloat("beta"));
        assertEquals("NONE and sums of columns", event.getString("epilogue"));
        assertEquals("NONE", event.getString("packed"));
        assertEquals(12, event.getInt("rowsOfWhole"));
        assertEquals(1, event.getInt("workers"));
        assertEquals("scalar", event.getString("provider"));
        assertEquals("asked for by name", event.getString("reason"));
        assertEquals("the epilogue in a pass of its own", event.getString("plan"));
        assertTrue(event.getDuration().toNanos() > 0);
    }

    @Test
    void slabsAndProductsOfNothingAreTold() throws IOException {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            List<RecordedEvent> events = planned(() -> {
                SCALAR.gemm(GemmSpec.nn(128, 4, 4), pool, 2);
                SCALAR.gemm(GemmSpec.nn(0, 4, 4));
            });
            assertEquals(
                    List.of("2 slabs", "no elements"),
                    events.stream().map(event -> event.getString("plan")).toList());
            assertEquals(2, events.getFirst().getInt("workers"));
        }
    }

    /** By the Vector API: a large product in blocks of packed operands, a small one in place, few rows as dot products. */
    @Test
    void simdTellsItsWay() throws IOException {
        Kernels simd = Kernels.select("simd");
        List<String> plans = planned(() -> {
                    simd.gemm(GemmSpec.nn(1000, 1000, 1000));
                    simd.gemm(GemmSpec.nn(8, 16, 8));
                    simd.gemm(GemmSpec.nt(1, 64, 784));
                    simd.gemm(GemmSpec.tn(8, 16, 1));
                })
                .stream()
                .map(event -> event.getString("plan"))
                .toList();
        assertTrue(plans.get(0).matches("blocks of \\d+ x \\d+ x \\d+, A packed, B packed"), plans::toString);
        assertEquals("blocks of 8 x 16 x 8, A in place, B in place", plans.get(1));
        assertEquals("few rows, dot products", plans.get(2));
        assertEquals("outer product", plans.get(3));
    }

    /** People read them in a window: each says what it is. */
    @Test
    void everyFieldIsLabelledAndDescribed() throws IOException {
        List<ValueDescriptor> fields =
                planned(() -> SCALAR.gemm(GemmSpec.nn(1, 1, 1))).getFirst().getFields();
        Stream<ValueDescriptor> own = fields.stream()
                .filter(field -> !List.of("startTime", "duration", "eventThread", "stackTrace")
                        .contains(field.getName()));
        assertEquals(
                14,
                own.filter(field -> field.getLabel() != null && field.getDescription() != null)
                        .count());
        assertFalse(fields.isEmpty());
    }

    private static List<RecordedEvent> planned(Runnable body) throws IOException {
        return Recorded.during("dev.thrice.PlanChoice", body);
    }
}
