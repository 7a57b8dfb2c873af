package dev.thrice.lab.learn;

import dev.thrice.learn.data.Augmentation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An augmentation as the command line has it: {@code shift=2}, {@code flip}, or {@code shift=2,flip}. */
public final class AugmentationOnCommandLine implements ITypeConverter<Augmentation> {
    private static final Pattern FORM = Pattern.compile("(?:shift=([1-9]\\d{0,8}))?(,)?(flip)?");

    private AugmentationOnCommandLine() {}

    @Override
    public Augmentation convert(String value) {
        Matcher said = FORM.matcher(value);
        boolean fits = said.matches();
        boolean shift = fits && said.group(1) != null;
        boolean flip = fits && said.group(3) != null;
        if (!(shift || flip) || (shift && flip) != (said.group(2) != null)) {
            throw new TypeConversionException(
                    "'" + value + "', expected shift=N of at least 1 pixel, flip, or both, as shift=2,flip");
        }
        return new Augmentation(shift ? Integer.parseInt(said.group(1)) : 0, flip);
    }

    /**
     * The same for people.
     *
     * @param augmentation what is done
     * @return as it is said on the command line; "none" for none
     */
    public static String text(Augmentation augmentation) {
        if (augmentation.equals(Augmentation.NONE)) {
            return "none";
        }
        String shift = augmentation.shift() > 0 ? "shift=" + augmentation.shift() : "";
        return shift + (!shift.isEmpty() && augmentation.flip() ? "," : "") + (augmentation.flip() ? "flip" : "");
    }
}
