package dev.thrice.lab.bound;

import dev.thrice.lab.learn.Names;

/**
 * A claim and what came out, for programs that read results.
 *
 * @param claim its equation in the paper, or "rival", "growth", ..
 * @param kind upper, fair, ranks, law, step, more-workers, reading or growth: what it is to the paper
 * @param of an algorithm on so many workers, or the network
 * @param statement what it says
 * @param network that it was measured on
 * @param counted errors, gradient or ""
 * @param unit what w C_i stands for, or ""
 * @param measured the effect
 * @param low lower end of its 95 % interval; null if there is none
 * @param high upper end; null if there is none
 * @param forks that the interval is over; rounds, of kind ranks
 * @param relation to the bound as claimed
 * @param bound the figure claimed
 * @param verdict in words; "not judged" of an invalid run
 * @param note what to know about it, or ""
 */
public record JudgedClaim(
        String claim,
        String kind,
        String of,
        String statement,
        String network,
        String counted,
        String unit,
        double measured,
        Double low,
        Double high,
        int forks,
        String relation,
        double bound,
        String verdict,
        String note) {
    static JudgedClaim of(Claim claim, String verdict) {
        return new JudgedClaim(
                claim.equation(),
                Names.of(claim.kind()),
                claim.subject(),
                claim.statement(),
                claim.network(),
                claim.counted(),
                claim.unit(),
                claim.effect().value(),
                finite(claim.effect().forks() < 2 ? Double.NaN : claim.effect().low()),
                finite(claim.effect().forks() < 2 ? Double.NaN : claim.effect().high()),
                claim.effect().forks(),
                claim.bound().relation().sign(),
                claim.bound().value(),
                verdict,
                claim.note());
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
