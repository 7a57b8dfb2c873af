package dev.thrice.lab.learn;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The constants of an enum by the names they have on the command line: in lower case with hyphens, each in one form.
 *
 * @param <E> the enum
 */
public abstract class Names<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final List<E> constants;

    /**
     * The names of an enum.
     *
     * @param type the enum
     */
    protected Names(Class<E> type) {
        constants = List.of(type.getEnumConstants());
    }

    /**
     * The name of a constant.
     *
     * @param constant of an enum
     * @return its name on the command line
     */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public E convert(String value) {
        return constants.stream()
                .filter(constant -> of(constant).equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException("'" + value + "', expected one of " + String.join(", ", this)));
    }

    @Override
    public Iterator<String> iterator() {
        return constants.stream().map(Names::of).iterator();
    }
}
