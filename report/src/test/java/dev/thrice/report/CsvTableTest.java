package dev.thrice.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Interval;
import org.junit.jupiter.api.Test;

class CsvTableTest {
    @Test
    void isWhatTheRfcSays() {
        Data data = new Data(Column.text("name", "A name"), Column.number("x", "us", "%.1f"))
                .row("a, \"b\"\nc", 1 / 3.0)
                .row("plain", Double.NaN)
                .row("whole", 3);
        assertEquals(
                "name,x\n\"a, \"\"b\"\"\nc\",0.3333333333333333\nplain,\nwhole,3\n", new CsvTable(data, "").toString());
    }

    @Test
    void intervalsHaveAColumnForEachFigure() {
        Data data = new Data(Column.text("ratio", "Ratio"), Column.text("of", "Of"))
                .row(new Interval(1.5, 1.25, 2, "1.50 [1.25, 2.00]"), "a")
                .row(new Interval(4, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "4 (1 fork)"), "b");
        assertEquals(
                "ratio,ratio_low,ratio_high,of,data\n1.5,1.25,2.0,a,\"digits, NOT MNIST\"\n4.0,,,b,\"digits, NOT MNIST\"\n",
                new CsvTable(data, "digits, NOT MNIST").toString());
    }
}
