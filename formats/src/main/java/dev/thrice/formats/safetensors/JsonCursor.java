package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.FormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A place in a JSON text, in UTF-8, of what a header has of it: strings, whole numbers of at least 0, and the signs between them. What is
 * anything else is refused, by its place in the file.
 */
final class JsonCursor {
    private static final int ESCAPED_DIGITS = 4;
    private static final int ASCII = 0x80;

    private final Path path;
    private final byte[] json;
    private final long begin;
    private int at;

    /** The text begins at some byte of the file. */
    JsonCursor(Path path, byte[] json, long begin) {
        this.path = path;
        this.json = json;
        this.begin = begin;
    }

    /** Takes a sign, if it is the next. */
    boolean next(char sign) {
        skipSpace();
        boolean found = at < json.length && json[at] == sign;
        if (found) {
            at++;
        }
        return found;
    }

    void expect(char sign) throws FormatException {
        if (!next(sign)) {
            throw unexpected("'" + sign + "'");
        }
    }

    /** Within an object or an array: whether there is another member, after so many. */
    boolean hasMember(boolean first, char end) throws FormatException {
        if (next(end)) {
            return false;
        }
        if (!first && !next(',')) {
            throw unexpected("',' or '" + end + "'");
        }
        return true;
    }

    void expectEnd() throws FormatException {
        skipSpace();
        if (at < json.length) {
            throw unexpected("nothing more");
        }
    }

    long number() throws FormatException {
        skipSpace();
        int first = at;
        long value = 0;
        while (at < json.length && isDigit(json[at])) {
            int digit = json[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10 || (at == first + 1 && json[first] == '0')) {
                at = first;
                throw unexpected("a number below 2^63, without zeros before it");
            }
            value = 10 * value + digit;
            at++;
        }
        if (at == first) {
            throw unexpected("a whole number of at least 0");
        }
        return value;
    }

    String string() throws FormatException {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (true) {
            int first = at;
            while (at < json.length && json[at] != '"' && json[at] != '\\' && (json[at] < 0 || json[at] >= ' ')) {
                at++;
            }
            text.append(decode(first, at));
            if (at == json.length || (json[at] >= 0 && json[at] < ' ')) {
                throw unexpected("the rest of a string");
            }
            if (json[at++] == '"') {
                return text.toString();
            }
            appendEscaped(text);
        }
    }

    private String decode(int from, int to) throws FormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            at = from;
            throw bad("a string", "one in UTF-8");
        }
    }

    private void appendEscaped(StringBuilder text) throws FormatException {
        int escape = at < json.length ? json[at] : -1;
        int plain = "\"\\/bfnrt".indexOf(escape);
        if (plain >= 0) {
            at++;
            text.append("\"\\/\b\f\n\r\t".charAt(plain));
        } else if (escape == 'u') {
            at++;
            appendUnit(text);
        } else {
            throw unexpected("an escape of JSON's");
        }
    }

    /** Of two halves of a character each is worth nothing without the other. */
    private void appendUnit(StringBuilder text) throws FormatException {
        int first = at;
        char unit = unit();
        text.append(unit);
        if (Character.isHighSurrogate(unit) && at + 1 < json.length && json[at] == '\\' && json[at + 1] == 'u') {
            at += 2;
            char low = unit();
            text.append(low);
            if (Character.isLowSurrogate(low)) {
                return;
            }
        }
        if (Character.isSurrogate(unit)) {
            at = first;
            throw bad("half a character", "both halves");
        }
    }

    private char unit() throws FormatException {
        int value = 0;
        for (int i = 0; i < ESCAPED_DIGITS; i++) {
            int digit = at < json.length && json[at] >= 0 ? Character.digit(json[at], 16) : -1;
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            value = 16 * value + digit;
            at++;
        }
        return (char) value;
    }

    private void skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    FormatException unexpected(String expected) {
        return bad(found(), expected);
    }

    private String found() {
        if (at >= json.length) {
            return "its end";
        }
        int found = Byte.toUnsignedInt(json[at]);
        return found < ASCII ? "'" + Printable.of(String.valueOf((char) found)) + "'" : "0x%02X".formatted(found);
    }

    private FormatException bad(String found, String expected) {
        return new FormatException(
                path + ": the header has " + found + " at byte " + (begin + at) + ", expected " + expected);
    }
}
