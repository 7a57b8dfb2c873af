package dev.thrice.gate.command.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReferenceProductTest {
    private static final int SIZE = 64;

    /** Of matrices of ones each element is the number of its terms, however often it is computed. */
    @Test
    void itIsAProduct() {
        ReferenceProduct product = new ReferenceProduct();
        for (int run = 0; run < 3; run++) {
            product.run();
        }
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                assertEquals(SIZE, product.element(i, j));
            }
        }
    }
}
