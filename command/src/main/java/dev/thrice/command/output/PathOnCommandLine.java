package dev.thrice.command.output;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file's name as it was given, or an error where it does not reach us whole. */
public final class PathOnCommandLine implements ITypeConverter<Path> {
    /** What the JVM puts where bytes are no text in the locale's encoding. */
    private static final char REPLACEMENT = '\ufffd';

    /** The converter. */
    public PathOnCommandLine() {}

    @Override
    public Path convert(String value) {
        if (value.isEmpty()) {
            throw new TypeConversionException("it is empty, expected a path");
        }
        if (value.indexOf(REPLACEMENT) >= 0) {
            throw notInLocale(value);
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw e.getIndex() < 0
                    ? notInLocale(value)
                    : new TypeConversionException("'" + value + "': " + e.getReason());
        }
    }

    private static TypeConversionException notInLocale(String value) {
        return new TypeConversionException("'" + value + "' has letters that this locale's encoding, "
                + System.getProperty(
                        "sun.jnu.encoding", Charset.defaultCharset().name())
                + ", cannot hold; set LC_ALL=C.UTF-8, or another locale that the name is written in");
    }
}
