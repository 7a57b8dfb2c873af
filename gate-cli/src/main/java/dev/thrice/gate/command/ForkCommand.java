package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.measure.ForkMeasurement;
import dev.thrice.gate.command.measure.ForkMeasurement.Sides;
import dev.thrice.gate.command.measure.ForkPlan;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code thrice gate} starts its forks with. */
@Command(name = "fork", hidden = true)
final class ForkCommand implements Runnable {
    @Option(names = "--plan", required = true)
    private Path plan;

    @Option(names = "--sides", required = true)
    private Sides sides;

    @Option(names = "--fork", required = true)
    private int fork;

    @Option(names = "--json", required = true)
    private Path json;

    private ForkCommand() {}

    @Override
    public void run() {
        ForkPlan read = JsonFile.read(plan, ForkPlan.class);
        Thread early = new Thread(() -> ForkMeasurement.atWork()
                .ifPresent(name ->
                        System.err.println("thrice: " + Printable.of(name) + " was at work when its JVM ended")));
        Runtime.getRuntime().addShutdownHook(early);
        JsonFile.write(json, new ForkMeasurement(read, fork, ForkProcess::tellStep).run(sides));
    }
}
