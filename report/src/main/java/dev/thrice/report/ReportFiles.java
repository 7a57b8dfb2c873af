package dev.thrice.report;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.command.output.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a command's report is to be written. */
public final class ReportFiles {
    @Option(names = "--html", paramLabel = "FILE", description = "Write a report with charts, to open in a browser.")
    private Path html;

    @Option(
            names = "--svg",
            paramLabel = "DIR",
            description = "Write the report's charts as SVG files; needs Chromium.")
    private Path svg;

    @Option(names = "--tables", paramLabel = "DIR", description = "Write each of the report's tables as a CSV file.")
    private Path tables;

    private ReportFiles() {}

    /**
     * Whether there is to be a report.
     *
     * @return whether any of the options was given
     */
    public boolean any() {
        return html != null || svg != null || tables != null;
    }

    /**
     * Checks that they can be written, before work is spent on what is to be in them.
     *
     * @throws dev.thrice.command.UserError if not
     */
    public void requireWritable() {
        if (html != null) {
            WholeFile.requireWritable(html);
        }
        if (svg != null) {
            Browser.find();
        }
        if (tables != null) {
            folder(tables);
        }
    }

    /**
     * Writes what was asked for, and says so.
     *
     * @param report makes the report, if any is wanted
     * @throws dev.thrice.command.UserError if it cannot be written
     */
    public void write(Supplier<Report> report) {
        if (!any()) {
            return;
        }
        Report made = report.get();
        if (html != null) {
            made.write(html);
            System.out.println("written: " + html);
        }
        if (svg != null) {
            Browser.find().charts(made, svg).forEach(file -> System.out.println("written: " + file));
        }
        if (tables != null) {
            made.writeTables(folder(tables)).forEach(file -> System.out.println("written: " + file));
        }
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError("cannot write tables into " + folder + ": " + Reason.of(e));
        }
    }
}
