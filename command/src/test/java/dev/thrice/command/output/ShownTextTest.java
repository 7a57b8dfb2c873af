package dev.thrice.command.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UTFDataFormatException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** Text that is shown, or taken for a path. */
class ShownTextTest {
    @Test
    void namesInATableAreText() {
        assertEquals(
                String.format("name%na\\u001bb%n"),
                new Table("name").row("a\u001bb").toString());
    }

    @Test
    void reasonsAreInWords() {
        assertEquals("no such file or folder", Reason.of(new NoSuchFileException("x")));
        assertEquals("permission denied", Reason.of(new AccessDeniedException("x")));
        assertEquals("too long", Reason.of(new FileSystemException("x", null, "too long")));
        assertEquals("not a text in UTF-8", Reason.of(new MalformedInputException(1)));
        assertEquals("ends too early", Reason.of(new EOFException()));
        assertEquals("disk on fire", Reason.of(new IOException("disk on fire")));
        for (IOException silent : List.of(
                new ClosedChannelException(),
                new IOException(),
                new FileSystemException("x"),
                new UTFDataFormatException())) {
            String reason = Reason.of(silent);
            assertTrue(!reason.isBlank() && !reason.contains(".") && !reason.contains("Exception"), reason);
        }
        assertEquals("closed channel", Reason.of(new ClosedChannelException()));
    }

    /** Whatever way a text gets there; bytes, and what moves the cursor for a bar of progress, are not texts. */
    @Test
    void aStreamForPeopleShowsTextsLineByLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream raw = new PrintStream(bytes, true, UTF_8);
        PrintStream stream = new PrintableStream(raw);
        stream.print("a\u001b[2J\n\tb\r\n");
        stream.println("\u202ec");
        stream.println((Object) Optional.of("\rd"));
        stream.printf("%s\n", "\u0007e");
        stream.println("f\u0000".toCharArray());
        stream.println('\u001b');
        stream.append("\ud83d\ude00").append('\n');
        assertEquals(
                String.format(
                        "a\\u001b[2J\n\tb\n\\u202ec%nOptional[\\u000dd]%n\\u0007e\nf\\u0000%n\\u001b%n\ud83d\ude00\n"),
                bytes.toString(UTF_8));
        bytes.reset();
        stream.write(27);
        stream.writeBytes(new byte[] {0, 13});
        PrintableStream.beneath(stream).print("\r|");
        assertArrayEquals(new byte[] {27, 0, 13, 13, '|'}, bytes.toByteArray());
        assertEquals(raw, PrintableStream.beneath(raw));
    }

    /** Else the lines of two processes that share a pipe, as ranks do their mpirun's, are mixed. */
    @Test
    void aLineIsWrittenAtOnce() {
        List<String> writes = new ArrayList<>();
        PrintStream stream = new PrintableStream(new PrintStream(
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int from, int length) {
                        writes.add(new String(bytes, from, length, UTF_8));
                    }
                },
                true,
                UTF_8));
        stream.println("a\u001b");
        stream.println((Object) Optional.of("b"));
        stream.println("c".toCharArray());
        stream.printf("%s, %d%n", "d", 1);
        stream.printf(Locale.ROOT, "%s, %.1f%n", "e", .5);
        new PrintWriter(stream, true, UTF_8).println("f"); // as picocli's
        String end = System.lineSeparator();
        assertEquals(
                Stream.of("a\\u001b", "Optional[b]", "c", "d, 1", "e, 0.5", "f")
                        .map(line -> line + end)
                        .toList(),
                writes);
    }

    @Test
    void aNameThatTheLocaleCannotHoldIsRefusedWithTheWayRound() {
        PathOnCommandLine paths = new PathOnCommandLine();
        assertEquals(Path.of("gr\u00fcn"), paths.convert("gr\u00fcn"));
        TypeConversionException e = assertThrows(TypeConversionException.class, () -> paths.convert("gr\ufffd\ufffdn"));
        assertTrue(e.getMessage().contains("set LC_ALL=C.UTF-8"), e.getMessage());
        assertThrows(TypeConversionException.class, () -> paths.convert("a\0b"));
    }
}
