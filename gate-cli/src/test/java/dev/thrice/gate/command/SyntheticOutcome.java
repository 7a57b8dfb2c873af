package dev.thrice.gate.command;

import dev.thrice.command.machine.Machine;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Setting;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.source.Side;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run whose truth is known, of two builds in folders that are there. */
public final class SyntheticOutcome {
    /** Of all of them. */
    public static final Machine MACHINE = new Machine("Linux 6.1", "amd64", "Some <CPU>", 4, 1 << 30, "A VM 21+35");

    private SyntheticOutcome() {}

    /**
     * A run of some benchmarks.
     *
     * @param day of the month that it was on
     * @param forks of all benchmarks
     * @return what it came to
     */
    public static Outcome of(int day, List<GateFork> forks) {
        Map<String, Sample> samples = Sample.of(forks);
        Rules rules = Rules.withMargin(.03);
        return new Outcome(
                String.format(Locale.ROOT, "2026-11-%02dT10:00:00Z", day),
                MACHINE,
                new Side("base", "origin/main", "0123456789abcdef", "src"),
                new Side("candidate", "HEAD", day + "edcba9876543210", "src"),
                List.of(new Setting("JMH", "1.36", "1.37")),
                "quads",
                rules,
                samples,
                Judgement.of(samples, rules),
                List.of("gone <b>, not in the candidate"));
    }
}
