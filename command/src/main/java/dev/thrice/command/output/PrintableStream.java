package dev.thrice.command.output;

import dev.thrice.base.Printable;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Standard output and error, whose texts are {@linkplain Printable#lines fit to be shown} whatever they quote. Bytes,
 * as of a result that is written there, pass as they are. A line is one write with its end, as it is not in other
 * subclasses of {@link PrintStream}: by two the lines of processes that share a pipe, as ranks do, are mixed.
 */
public final class PrintableStream extends PrintStream {
    private final PrintStream beneath;

    /**
     * Over another.
     *
     * @param beneath where it all goes
     */
    public PrintableStream(PrintStream beneath) {
        super(beneath, false, beneath.charset());
        this.beneath = beneath;
    }

    /** What a bar is drawn on, by characters that move the cursor. */
    static PrintStream beneath(PrintStream stream) {
        return stream instanceof PrintableStream printable ? printable.beneath : stream;
    }

    @Override
    public void print(String text) {
        super.print(Printable.lines(String.valueOf(text)));
    }

    @Override
    public void print(Object object) {
        print(String.valueOf(object));
    }

    @Override
    public void print(char character) {
        print(String.valueOf(character));
    }

    @Override
    public void print(char[] characters) {
        print(String.valueOf(characters));
    }

    @Override
    public void println(String text) {
        print(text + System.lineSeparator());
    }

    @Override
    public void println(Object object) {
        println(String.valueOf(object));
    }

    @Override
    public void println(char[] characters) {
        println(String.valueOf(characters));
    }

    @Override
    public PrintStream format(String format, Object... arguments) {
        print(String.format(format, arguments));
        return this;
    }

    @Override
    public PrintStream format(Locale locale, String format, Object... arguments) {
        print(String.format(locale, format, arguments));
        return this;
    }
}
