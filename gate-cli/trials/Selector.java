package trial;

import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of results: 300 of them, each 40 elements, 20 deep; one in twenty has what is asked for. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Selector {
    private static final int RESULTS = 300;
    private static final int DEPTH = 18;
    private static final int ASKED = 20;

    private Document page;

    /** Parses it. */
    @Setup
    public void parse() {
        StringBuilder html = new StringBuilder("<html><body><div id=main><div id=res>");
        for (int result = 0; result < RESULTS; result++) {
            for (int depth = 0; depth < DEPTH; depth++) {
                html.append("<div class=\"c").append(depth).append("\"><span class=s>x</span>");
            }
            html.append("<p class=\"").append(result % ASKED == 0 ? "asked" : "other").append("\">text</p><a href=#>y</a>");
            html.append("</div>".repeat(DEPTH));
        }
        page = Jsoup.parse(html.append("</div></div></body></html>").toString());
    }

    /** Elements of a class, below one that has an id. */
    @Benchmark
    public int select() {
        return page.select("#res .asked").size();
    }

    /** A class alone, for comparison. */
    @Benchmark
    public int selectByClass() {
        return page.select(".asked").size();
    }
}
