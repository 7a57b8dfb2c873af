package dev.thrice.formats.numpy;

import dev.thrice.base.Printable;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What precedes an array: a magic number, a version, a length, and a dictionary as Python writes it, of three keys. */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int BEGIN_BYTES = 8; // with the version
    private static final int LONGEST = 1 << 16; // numpy's own limit is 10,000
    private static final int MOST_DIMENSIONS = 64; // as numpy

    private static final Pattern TEXT = Pattern.compile("'([^'\\\\]*)'|\"([^\"\\\\]*)\"");
    private static final Pattern NUMBER = Pattern.compile("(0|[1-9][0-9]{0,18})L?");
    private static final Pattern WORD = Pattern.compile("True|False");
    private static final Pattern TYPE = Pattern.compile("([<>|])([a-zA-Z])([0-9]{1,9})?");

    private final String name;
    private final String text;
    private final int bytes;
    private int at;

    private ElementType type;
    private ByteOrder order;
    private boolean fortran;
    private List<Long> shape;

    /** Where a header comes from, its beginning first. */
    interface Source {
        ByteBuffer next(int bytes) throws IOException;
    }

    NpyHeader(String name, Source source) throws IOException {
        this.name = name;
        ByteBuffer begin = source.next(BEGIN_BYTES);
        for (int i = 0; i < MAGIC.length; i++) {
            if (begin.get(i) != MAGIC[i]) {
                throw bad("does not begin as an array of numpy does");
            }
        }
        int major = Byte.toUnsignedInt(begin.get(MAGIC.length));
        int minor = Byte.toUnsignedInt(begin.get(MAGIC.length + 1));
        if (major < 1 || major > 3 || minor != 0) {
            throw bad("version " + major + "." + minor + " of the format, expected 1.0, 2.0 or 3.0");
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer length = source.next(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        long found = major == 1 ? Short.toUnsignedLong(length.getShort()) : Integer.toUnsignedLong(length.getInt());
        if (found > LONGEST) {
            throw bad("header of " + found + " bytes, expected at most " + LONGEST);
        }
        bytes = BEGIN_BYTES + lengthBytes + (int) found;
        text = (major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)
                .decode(source.next((int) found))
                .toString();
        parse();
    }

    ElementType type() {
        return type;
    }

    ByteOrder order() {
        return order;
    }

    boolean isFortran() {
        return fortran;
    }

    List<Long> shape() {
        return shape;
    }

    /** All of it, up to the first element. */
    int bytes() {
        return bytes;
    }

    private void parse() throws FormatException {
        Set<String> keys = new HashSet<>();
        expect('{');
        for (boolean first = true; hasMember(first, '}'); first = false) {
            String key = take(TEXT, "a key");
            expect(':');
            if (!keys.add(key)) {
                throw bad("two members " + Printable.name(key) + " in the header, expected one");
            }
            switch (key) {
                case "descr" -> parseType();
                case "fortran_order" -> fortran = take(WORD, "True or False").equals("True");
                case "shape" -> parseShape();
                default ->
                    throw bad("a member " + Printable.name(key)
                            + " in the header, expected descr, fortran_order and shape");
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw unexpected("nothing more");
        }
        if (keys.size() != 3) {
            throw bad("a header without descr, fortran_order or shape, expected all of them");
        }
    }

    private void parseType() throws FormatException {
        skipSpace();
        if (text.startsWith("[", at)) {
            throw bad("records of several types, expected elements of one");
        }
        String descr = take(TEXT, "a type such as '<f4'");
        Matcher matcher = TYPE.matcher(descr);
        if (!matcher.matches()) {
            throw wrongType(descr);
        }
        if (matcher.group(2).equals("O")) {
            throw bad("objects of Python, which are pickled, expected numbers");
        }
        type = type(matcher.group(2) + matcher.group(3), descr);
        boolean any = matcher.group(1).equals("|");
        if (any && type.bytes() > 1) {
            throw wrongType(descr);
        }
        order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private ElementType type(String kind, String descr) throws FormatException {
        return switch (kind) {
            case "f2" -> ElementType.F16;
            case "f4" -> ElementType.F32;
            case "f8" -> ElementType.F64;
            case "i1" -> ElementType.I8;
            case "i2" -> ElementType.I16;
            case "i4" -> ElementType.I32;
            case "i8" -> ElementType.I64;
            case "u1" -> ElementType.U8;
            case "u2" -> ElementType.U16;
            case "u4" -> ElementType.U32;
            case "u8" -> ElementType.U64;
            case "b1" -> ElementType.BOOL;
            default -> throw wrongType(descr);
        };
    }

    private FormatException wrongType(String descr) {
        return bad("elements of type " + Printable.name(descr)
                + ", expected floating point of 2, 4 or 8 bytes, integers or truth values");
    }

    private void parseShape() throws FormatException {
        List<Long> sizes = new ArrayList<>();
        expect('(');
        for (boolean first = true; hasMember(first, ')'); first = false) {
            if (sizes.size() == MOST_DIMENSIONS) {
                throw bad("more than " + MOST_DIMENSIONS + " dimensions");
            }
            sizes.add(number());
        }
        shape = List.copyOf(sizes);
    }

    private long number() throws FormatException {
        int first = at;
        String digits = take(NUMBER, "a size, a whole number of at least 0");
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            at = first;
            throw unexpected("a size below 2^63");
        }
    }

    private void expect(char sign) throws FormatException {
        if (!next(sign)) {
            throw unexpected("'" + sign + "'");
        }
    }

    private boolean next(char sign) {
        skipSpace();
        boolean found = at < text.length() && text.charAt(at) == sign;
        if (found) {
            at++;
        }
        return found;
    }

    /** Within a dictionary or a tuple, whose last member may have a comma behind it. */
    private boolean hasMember(boolean first, char end) throws FormatException {
        if (next(end)) {
            return false;
        }
        if (!first) {
            if (!next(',')) {
                throw unexpected("',' or '" + end + "'");
            }
            return !next(end);
        }
        return true;
    }

    /** What a pattern has in brackets. */
    private String take(Pattern pattern, String expected) throws FormatException {
        skipSpace();
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw unexpected(expected);
        }
        at = matcher.end();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return matcher.group();
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private FormatException unexpected(String expected) {
        String found = at < text.length() ? "'" + Printable.of(text.substring(at, at + 1)) + "'" : "its end";
        return bad("the header has " + found + " at character " + at + ", expected " + expected);
    }

    private FormatException bad(String what) {
        return new FormatException(name + ": " + what);
    }
}
