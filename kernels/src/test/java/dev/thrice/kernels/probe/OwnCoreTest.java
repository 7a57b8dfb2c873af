package dev.thrice.kernels.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class OwnCoreTest {
    private static OwnCore of(double... speeds) {
        PrimitiveIterator.OfDouble next = DoubleStream.of(speeds).iterator();
        OwnCore core = new OwnCore(next::nextDouble, .9);
        core.begin(1_000_000);
        return core;
    }

    @Test
    void aSpeedIsOwnNearTheBest() {
        OwnCore core = of(60, 120, 112, 61);

        assertTrue(core.own(core.speed()));
        assertTrue(core.own(core.speed()));
        assertFalse(core.own(60));
        assertTrue(core.own(core.speed()));
        assertFalse(core.own(core.speed()));
    }

    @Test
    void waitsUntilItIs() {
        OwnCore core = of(120, 60, 61, 115, 60);
        core.speed();

        assertEquals(115, core.await());
    }

    @Test
    void doesNotWaitForEver() {
        double[] next = {120};
        OwnCore core = new OwnCore(() -> next[0], .9);
        core.begin(1_000_000);
        core.speed();
        next[0] = 60;

        assertEquals(60, core.await());
    }

    @Test
    void whatHasNoSpeedIsOwn() {
        OwnCore core = of(0, 0);

        assertTrue(core.own(core.await()));
    }
}
