package dev.thrice.report;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.command.output.WholeFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Chromium that draws without a window, for charts as files by themselves. */
public final class Browser {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final int PATIENCE_SECONDS = 60;

    private final Path program;

    private Browser(Path program) {
        this.program = program;
    }

    /**
     * The first Chromium on PATH, if there is any.
     *
     * @return its program
     */
    public static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The browser on this machine.
     *
     * @return the browser
     * @throws UserError if there is none
     */
    public static Browser find() {
        return new Browser(program()
                .orElseThrow(() -> new UserError(
                        "no browser on PATH to draw charts with, expected one of " + String.join(", ", NAMES))));
    }

    /**
     * The command line of a browser without a window.
     *
     * @param program the browser's
     * @param profile an empty folder, which it fills
     * @param options further ones
     * @return the command line
     */
    public static List<String> headless(Path program, Path profile, String... options) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + profile));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox"); // which root has none of; the page is our own
        }
        command.addAll(List.of(options));
        return command;
    }

    /**
     * Draws the charts of a report and writes each to an SVG file of its own.
     *
     * @param report with charts
     * @param folder where the files are to be; made if it is not there
     * @return the files, in the report's order
     * @throws UserError if the browser fails or a file cannot be written
     */
    public List<Path> charts(Report report, Path folder) {
        try {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory("thrice-charts");
            try {
                Path page = work.resolve("report.html");
                report.write(page);
                String drawn = dump(page, work.resolve("profile"));
                List<Path> files = new ArrayList<>();
                for (Report.Section section : report.sections()) {
                    if (section.chart() != null) {
                        Path file = folder.resolve(section.id() + ".svg");
                        WholeFile.write(file, svg(drawn, section, report.data()));
                        files.add(file);
                    }
                }
                return files;
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UserError("cannot draw charts into " + folder + ": " + Reason.of(e));
        }
    }

    private String dump(Path page, Path profile) throws IOException {
        Process process = new ProcessBuilder(headless(
                        program,
                        profile,
                        "--window-size=800,600",
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String drawn = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new UserError(program + " did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while " + program + " was drawing");
        }
        return drawn;
    }

    /**
     * The page's colours go with the chart, so that it follows the reader's light or dark scheme wherever it is shown; and what it shows,
     * of which data, for who cannot see it.
     */
    private String svg(String drawn, Report.Section section, String data) {
        String id = section.id();
        int chart = drawn.indexOf("<div class=\"chart\" id=\"" + id + "\"");
        int begin = chart < 0 ? -1 : drawn.indexOf("<svg", chart);
        int inside = begin < 0 ? -1 : drawn.indexOf('>', begin) + 1;
        int end = begin < 0 ? -1 : drawn.indexOf("</svg>", begin);
        if (end < 0) {
            throw new UserError(program + " drew no chart " + id);
        }
        String title = section.heading() + (data.isEmpty() ? "" : ", on " + data);
        return drawn.substring(begin, inside) + "<title>" + HtmlPage.escaped(title) + "</title><desc>"
                + HtmlPage.escaped(section.sentence()) + "</desc><style>" + HtmlPage.resource("colors.css") + "</style>"
                + drawn.substring(inside, end) + "</svg>\n";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
