package dev.thrice.lab.bound;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from results.
 *
 * @param results they follow from
 * @param claims with their verdicts, network by network
 * @param soundness of the run
 */
record Analysis(Results results, List<Claim> claims, Soundness soundness) {
    static Analysis of(Results results) {
        List<Claim> claims = new ArrayList<>();
        for (NetworkResults network : results.networks()) {
            claims.addAll(TimeClaims.of(network));
            claims.addAll(ExactClaims.of(network));
        }
        claims.addAll(SweepClaims.of(results));
        return new Analysis(results, List.copyOf(claims), Soundness.of(results));
    }

    /** The network that the others vary. */
    NetworkResults network() {
        return results.networks().getFirst();
    }
}
