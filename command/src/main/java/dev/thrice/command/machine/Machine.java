package dev.thrice.command.machine;

import com.sun.management.OperatingSystemMXBean;
import dev.thrice.command.output.Expect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a measurement was made on.
 *
 * @param operatingSystem name and version
 * @param architecture of the processor
 * @param processor its model, as the system names it
 * @param cores processors that the JVM may use
 * @param memoryBytes of the machine
 * @param jvm name and version of the Java virtual machine
 */
public record Machine(
        String operatingSystem, String architecture, String processor, int cores, long memoryBytes, String jvm) {
    /** Checks the numbers. */
    public Machine {
        Expect.atLeast("cores", cores, 1);
        Expect.atLeast("memory", memoryBytes, 1);
    }

    /**
     * This machine.
     *
     * @return what the JVM and the system tell
     */
    public static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    }

    private static String processorModel() {
        return fromLinux()
                .or(Machine::fromSysctl)
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse("unknown");
    }

    private static Optional<String> fromLinux() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // not Linux
        }
    }

    private static Optional<String> fromSysctl() {
        try {
            Process sysctl = new ProcessBuilder("sysctl", "-n", "machdep.cpu.brand_string")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String model = new String(sysctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return sysctl.waitFor(1, TimeUnit.SECONDS) && !model.isEmpty() ? Optional.of(model) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not macOS
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
