package dev.thrice.lab.kernel;

import dev.thrice.kernels.spec.GemmSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The sizes of a product as they are written in one word. */
final class SizeOnCommandLine implements ITypeConverter<GemmSpec.Size> {
    private static final Pattern FORM = Pattern.compile("(\\d+)x(\\d+)x(\\d+)");

    @Override
    public GemmSpec.Size convert(String value) {
        Matcher sizes = FORM.matcher(value);
        try {
            if (sizes.matches()) {
                return new GemmSpec.Size(
                        Integer.parseInt(sizes.group(1)),
                        Integer.parseInt(sizes.group(2)),
                        Integer.parseInt(sizes.group(3)));
            }
        } catch (NumberFormatException e) {
            // too large for an int
        }
        throw new TypeConversionException(
                "'" + value + "', expected MxNxK, such as 64x10x784, each at most " + Integer.MAX_VALUE);
    }
}
