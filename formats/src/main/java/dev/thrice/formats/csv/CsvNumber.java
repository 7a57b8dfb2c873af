package dev.thrice.formats.csv;

/** Numbers as such files have them: Java's own would have letters behind them, and words. */
final class CsvNumber {
    private CsvNumber() {}

    static boolean isPart(char character) {
        return (character >= '0' && character <= '9') || "+-.eE".indexOf(character) >= 0;
    }

    /** NaN if it is none, infinite if it is out of float32's range. */
    static float parse(String field) {
        for (int i = 0; i < field.length(); i++) {
            if (!isPart(field.charAt(i))) {
                return Float.NaN;
            }
        }
        try {
            return Float.parseFloat(field);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }
}
