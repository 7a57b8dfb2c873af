package dev.thrice.gate.command.measure;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.machine.UsualSpeed;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark in one fork.
 *
 * @param name of the benchmark
 * @param base facts of the base; null in a JVM that ran the candidate alone
 * @param candidate facts of the candidate; null in a JVM that ran the base alone
 * @param quads its blocks
 */
public record Measured(
        String name,
        @JsonSetter(nulls = Nulls.SET) Facts base,
        @JsonSetter(nulls = Nulls.SET) Facts candidate,
        List<Quad> quads) {
    /**
     * The quads that count: undisturbed, and taken while the reference product took what it usually does in this fork. Looks at nothing else.
     *
     * @return some of the quads
     */
    public List<Quad> steady() {
        UsualSpeed usual = usual();
        return undisturbed().stream()
                .filter(quad -> usual.includes(quad.reference()))
                .toList();
    }

    /**
     * This one, of a JVM that ran the base alone, with what another found of the candidate. None of the quads counts if the machine was
     * not the same for both.
     */
    Measured with(Measured other) {
        List<Quad> ours = steady();
        List<Quad> theirs = other.steady();
        int both = usual().includes(other.usual().nanos()) ? Math.min(ours.size(), theirs.size()) : 0;
        List<Quad> together = new ArrayList<>();
        for (int i = 0; i < Math.max(quads.size(), other.quads.size()); i++) {
            together.add(
                    i < both
                            ? new Quad(
                                    ours.get(i).base(),
                                    theirs.get(i).candidate(),
                                    ours.get(i).reference(),
                                    false)
                            : new Quad(0, 0, 0, true));
        }
        return new Measured(name, base, other.candidate, together);
    }

    private UsualSpeed usual() {
        return UsualSpeed.of(undisturbed().stream().mapToDouble(Quad::reference).toArray());
    }

    private List<Quad> undisturbed() {
        return quads.stream().filter(quad -> !quad.disturbed()).toList();
    }
}
