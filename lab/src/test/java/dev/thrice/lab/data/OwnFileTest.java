package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 70 examples of three features, of which the first counts them, in two classes. */
class OwnFileTest {
    private static final int COUNT = 70;

    @TempDir
    Path folder;

    private Path csv(String heading) throws IOException {
        StringBuilder lines = new StringBuilder(heading);
        for (int i = 0; i < COUNT; i++) {
            lines.append(i)
                    .append(",0.5,-1,")
                    .append(i % 2 == 0 ? "even" : "odd")
                    .append('\n');
        }
        return Files.writeString(folder.resolve("data.csv"), lines);
    }

    /** As numpy.save writes them, from its description. */
    static Path npy(Path file, String type, String shape, byte... data) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        return Files.write(file, bytes.array());
    }

    private Path features() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(12 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < COUNT; i++) {
            bytes.putFloat(i).putFloat(.5f).putFloat(-1);
        }
        return npy(folder.resolve("x.npy"), "<f4", "(" + COUNT + ", 3)", bytes.array());
    }

    private Path classes(int largest) throws IOException {
        byte[] bytes = new byte[COUNT];
        for (int i = 0; i < COUNT; i++) {
            bytes[i] = (byte) (largest * (i % 2));
        }
        return npy(folder.resolve("y.npy"), "|u1", "(" + COUNT + ",)", bytes);
    }

    /** Ten of seventy, none of them among the others, and each with its own class. */
    private static void assertWhole(Mnist data) {
        assertEquals(60, data.train().count());
        assertEquals(10, data.test().count());
        assertEquals(3, data.train().features());
        assertEquals(2, data.train().classes());
        Set<Integer> seen = new TreeSet<>();
        for (Dataset part : new Dataset[] {data.train(), data.test()}) {
            for (int i = 0; i < part.count(); i++) {
                int number = (int) part.feature(i, 0);
                assertTrue(seen.add(number), "twice");
                assertEquals(number % 2, part.label(i));
                assertEquals(-1, part.feature(i, 2));
            }
        }
        assertEquals(COUNT, seen.size());
    }

    @Test
    void aCsvFileHasItsClassesInAColumn() throws IOException {
        assertWhole(new OwnFile(csv("number,half,minus,parity\n"), "parity").read());
        Mnist data = new OwnFile(csv(""), "3").read();
        assertWhole(data);
        assertTrue(data.toString().matches("own data [0-9a-f]{12}, NOT MNIST \\(.*data[.]csv\\)"), data.toString());
    }

    @Test
    void aNumpyFileHasItsClassesInAnother() throws IOException {
        Path labels = classes(1);
        Path x = features();
        Mnist data = new OwnFile(x, labels.toString()).read();
        assertWhole(data);
        classes(2);
        assertNotEquals(data.source(), new OwnFile(x, labels.toString()).read().source());
    }

    @Test
    void whatItLacksIsSaidInOneLine() throws IOException {
        Path csv = csv("");
        assertEquals(
                "--data " + csv
                        + " without --labels, expected with it the column of the classes, by its name or its number",
                assertThrows(UsageError.class, () -> new OwnFile(csv, null).read())
                        .getMessage());
        assertRefused(new OwnFile(csv, "4"), "data.csv");
        assertRefused(new OwnFile(csv, "none"), "no column none");
        Path x = features();
        assertRefused(new OwnFile(x, classes(0).toString()), "one class, expected at least two");
        assertRefused(new OwnFile(x, x.toString()), "x.npy");
        assertRefused(new OwnFile(x, folder.resolve("none.npy").toString()), "none.npy: no such file");
        Path few = Files.writeString(folder.resolve("few.csv"), "1,a\n2,b\n");
        assertRefused(new OwnFile(few, "1"), "few.csv: 1 examples to train on, expected at least 12");
        Path hole = Files.writeString(folder.resolve("hole.csv"), "1,NaN,a\n2,3,b\n");
        assertRefused(new OwnFile(hole, "2"), "hole.csv: line 1");
    }

    private static void assertRefused(OwnFile file, String message) {
        UserError e = assertThrows(UserError.class, file::read);
        assertTrue(e.getMessage().startsWith("--data: ") && e.getMessage().contains(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
