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
 * @param reference ns a run of a product of the gate's own, once a quad
 */
public record Measured(String name, Facts base, Facts candidate, List<Quad> quads, List<Double> reference) {
    /** This one, of a JVM that ran the base alone, with what another found of the candidate. */
    Measured with(Measured other) {
        List<Quad> together = new ArrayList<>();
        for (int i = 0; i < quads.size(); i++) {
            Quad theirs = other.quads.get(i);
            together.add(new Quad(
                    quads.get(i).base(), theirs.candidate(), quads.get(i).disturbed() || theirs.disturbed()));
        }
        List<Double> both = new ArrayList<>(reference);
        both.addAll(other.reference);
        return new Measured(name, base, other.candidate, together, both);
    }
}
