package dev.thrice.lab.info;

import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.Table;
import dev.thrice.kernels.spi.ProviderStatus;
import dev.thrice.lab.command.KernelsOption;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what this machine is, which providers of kernels work on it, and which was chosen. */
@Command(
        name = "info",
        description = "The machine, the JDK, the providers of kernels and the measured FMA peak and memory traffic.",
        footerHeading = "%nExample:%n",
        footer = "  thrice info --json",
        mixinStandardHelpOptions = true)
public final class InfoCommand implements Runnable {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private InfoCommand() {}

    @Override
    public void run() {
        Environment environment = Environment.measure(KernelsOption.preset());
        System.out.print(json ? JsonFile.toString(environment) + System.lineSeparator() : text(environment));
    }

    private static Table text(Environment environment) {
        Machine machine = environment.machine();
        Table table = new Table("machine", machine.operatingSystem() + ", " + machine.architecture())
                .row("processor", machine.processor())
                .row("cores", String.valueOf(machine.cores()))
                .row("memory", String.format(Locale.ROOT, "%.1f GiB", machine.memoryBytes() / (double) (1L << 30)))
                .row("jvm", machine.jvm());
        for (ProviderStatus provider : environment.providers()) {
            String missing = provider.available() ? "" : "not available: ";
            table.row("provider " + provider.name(), missing + provider.detail());
        }
        Double peak = environment.fmaPeakGflops();
        return table.row("chosen", environment.chosen() + " (" + environment.why() + ")")
                .row(
                        "FMA peak",
                        peak == null
                                ? "not measured, there is no SIMD"
                                : String.format(Locale.ROOT, "%.1f GF/s on one thread", peak))
                .row("memory traffic", String.format(Locale.ROOT, "%.1f GB/s on one thread", environment.memoryGbps()));
    }
}
