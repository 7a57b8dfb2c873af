package dev.thrice.jmh;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of a product as users write them: MxNxK. */
record Shape(int m, int n, int k) {
    private static final Pattern FORM = Pattern.compile("(\\d+)x(\\d+)x(\\d+)");

    double flops() {
        return 2.0 * m * n * k;
    }

    static Shape parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("shape '" + text + "', expected MxNxK, as 64x64x784");
        }
        return new Shape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }
}
