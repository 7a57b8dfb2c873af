package dev.thrice.lab.gate.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark in one fork.
 *
 * @param name of the benchmark
 * @param base facts of the base; null in a JVM that ran the candidate alone
 * @param candidate facts of the candidate; null in a JVM that ran the base alone
 * @param quads its blocks
 * @param reference ns a run of a product of the gate's own, before each quad that was not disturbed
 */
public record Measured(String name, Facts base, Facts candidate, List<Quad> quads, List<Double> reference) {
    /** This one, of a JVM that ran the base alone, with what another found of the candidate. */
    Measured with(Measured other) {
        List<Quad> ours = undisturbed();
        List<Quad> theirs = other.undisturbed();
        List<Quad> together = new ArrayList<>();
        for (int i = 0; i < Math.max(quads.size(), other.quads.size()); i++) {
            together.add(
                    i < Math.min(ours.size(), theirs.size())
                            ? new Quad(ours.get(i).base(), theirs.get(i).candidate(), false)
                            : new Quad(0, 0, true));
        }
        List<Double> both = new ArrayList<>(reference);
        both.addAll(other.reference);
        return new Measured(name, base, other.candidate, together, both);
    }

    private List<Quad> undisturbed() {
        return quads.stream().filter(quad -> !quad.disturbed()).toList();
    }
}
