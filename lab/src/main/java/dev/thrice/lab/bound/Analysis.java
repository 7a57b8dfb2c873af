package dev.thrice.lab.bound;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.report.Data.Mark;
import dev.thrice.report.Data.Mark.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from results.
 *
 * @param measured the results
 * @param results the rounds of them that are judged, see {@link Screening}
 * @param claims with their verdicts, network by network
 * @param soundness of the run
 */
record Analysis(Results measured, Results results, List<Claim> claims, Soundness soundness) {
    /** In a verdict's place, where the run may not be trusted. */
    static final String NOT_JUDGED = "not judged";

    static Analysis of(Results measured) {
        List<Screening> screenings =
                measured.networks().stream().map(Screening::of).toList();
        Results results = measured.with(
                measured.partial(), screenings.stream().map(Screening::network).toList());
        List<Claim> claims = new ArrayList<>();
        for (NetworkResults network : results.networks()) {
            claims.addAll(TimeClaims.of(network));
            claims.addAll(ExactClaims.of(network));
        }
        claims.addAll(RankClaims.of(results));
        claims.addAll(SweepClaims.of(results));
        return new Analysis(measured, results, List.copyOf(claims), Soundness.of(results, screenings));
    }

    /** What is said of a claim: of an invalid run nothing. */
    String verdictName(Claim claim) {
        return soundness.valid() ? claim.kind().name(claim.verdict()) : NOT_JUDGED;
    }

    /** The same, coloured. */
    Mark mark(Claim claim) {
        Outcome outcome = soundness.valid() ? claim.kind().outcome(claim.verdict()) : Outcome.ASIDE;
        return new Mark(verdictName(claim), outcome);
    }

    /** The work and span of the algorithms, which a valid run alone tells. */
    Optional<ScheduleStudy> schedules() {
        return soundness.valid() ? ScheduleStudy.of(network()) : Optional.empty();
    }

    /** The network that the others vary. */
    NetworkResults network() {
        return results.networks().getFirst();
    }
}
