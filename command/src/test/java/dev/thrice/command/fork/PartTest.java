package dev.thrice.command.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void itHasAsManyStepsAsItSaysHoweverManyItIsToldOf() {
        for (int told : new int[] {0, 3, 5, 138}) {
            int[] done = {0};
            try (Part part = new Part(5, () -> done[0]++)) {
                for (int i = 0; i < told; i++) {
                    part.run();
                }
                assertEquals(Math.min(told, 5), done[0]);
            }
            assertEquals(5, done[0]);
        }
    }
}
