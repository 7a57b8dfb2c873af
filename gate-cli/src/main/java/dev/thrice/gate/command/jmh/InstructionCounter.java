package dev.thrice.gate.command.jmh;

import dev.thrice.base.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The processor's own count of instructions, by Linux' {@code perf}, which JMH's profiler {@code perfnorm} asks. */
final class InstructionCounter {
    /** Retired in user mode, which is what may be counted without privileges. */
    static final String EVENT = "instructions:u";

    private static final Pattern COUNT = Pattern.compile("(?m)^\\d+,.*\\b" + EVENT);
    private static final String SEPARATOR = ",";

    private InstructionCounter() {}

    /**
     * Why there is none, as in most virtual machines.
     *
     * @return in a few words; empty if there is one
     * @throws dev.thrice.command.UserError if the gate is interrupted
     */
    static Optional<String> obstacle() {
        return obstacle(System.getenv().getOrDefault("JMH_PERF", "perf")); // as JMH has it
    }

    static Optional<String> obstacle(String perf) {
        List<String> command =
                List.of(perf, "stat", "--log-fd", "2", "--field-separator", SEPARATOR, "--event", EVENT, "echo", "1");
        try {
            Answer answer = Answer.to(command);
            return answer.code() == 0 && COUNT.matcher(answer.said()).find()
                    ? Optional.empty()
                    : Optional.of(perf + " says " + Printable.of(answer(answer.said())));
        } catch (IOException e) {
            return Optional.of("there is no " + perf);
        }
    }

    /** Its line on the event, without what follows; else its first. */
    private static String answer(String said) {
        return said.lines()
                .filter(line -> line.contains(EVENT))
                .map(line -> line.split(SEPARATOR, 2)[0])
                .findFirst()
                .or(() -> said.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse("nothing");
    }
}
