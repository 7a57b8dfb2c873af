package dev.thrice.gate.command.page;

import java.util.Locale;

/** Times in the unit that suits them. */
final class Nanos {
    private static final double THOUSAND = 1e3;

    /** From here on it would be shown as a thousand. */
    private static final double MOST = 999.5;

    private static final String[] UNITS = {"ns", "us", "ms", "s"};

    private Nanos() {}

    /** Three digits or four, and the unit. */
    static String shown(double nanos) {
        int unit = unit(nanos);
        double value = nanos / divisor(unit);
        String format = value >= 100 ? "%.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    static int unit(double nanos) {
        int unit = 0;
        while (unit < UNITS.length - 1 && nanos >= MOST * divisor(unit)) {
            unit++;
        }
        return unit;
    }

    static double divisor(int unit) {
        return Math.pow(THOUSAND, unit);
    }

    static String name(int unit) {
        return UNITS[unit];
    }
}
