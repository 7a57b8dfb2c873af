package dev.thrice.assembler;

/** How lanes are compared; with a NaN none of these holds. */
public enum Comparison {
    /** a &lt; b. */
    LESS(0x11),
    /** a &lt;= b. */
    AT_MOST(0x12),
    /** a &gt;= b. */
    AT_LEAST(0x1D);

    private final int code;

    Comparison(int code) {
        this.code = code;
    }

    /** Its number in the instruction: quiet, ordered. */
    int code() {
        return code;
    }
}
