package dev.thrice.lab.bound;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.lab.results.Arrivals;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The claims on one network that no clock is needed for: arithmetic, and the steps at which errors arrive. */
final class ExactClaims {
    /** Of float32 after a few GEMMs. */
    private static final double ARRIVAL_TOLERANCE = 1e-5;

    private ExactClaims() {}

    static List<Claim> of(NetworkResults network) {
        List<Claim> claims = new ArrayList<>();
        if (Unit.slowest(network) > 0) {
            algebra(network, claims);
        }
        for (Arrivals arrivals : network.arrivals()) {
            arrivals(network, arrivals, claims);
        }
        return claims;
    }

    /** From (3.30) to (3.31): t_c* = sum C_i / C_max, in steps. */
    private static void algebra(NetworkResults network, List<Claim> claims) {
        int length = network.chainLength();
        double sum = network.forwardFlops();
        long withoutFirst = network.functions().get(Unit.slowest(network)).forwardFlops();
        long withFirst = network.functions().stream()
                .mapToLong(FunctionWork::forwardFlops)
                .max()
                .orElseThrow();
        claims.add(exact(
                Kind.STEP,
                "network",
                "(3.31)",
                "sum C_i / C_max <= L + 1",
                network,
                sum / withoutFirst,
                length + 1,
                "What (3.31) needs to follow from (3.30). C_max leaves f_0 out, the sum does not; where f_0 has more work than"
                        + " the rest, it does not follow."));
        claims.add(exact(
                Kind.READING,
                "network",
                "(3.31)*",
                "sum C_i / C_max <= L - 1, with f_0 in C_max",
                network,
                sum / withFirst,
                length - 1,
                "The same for the L - 1 steps that suffice, with C_max over all functions."));
    }

    private static void arrivals(NetworkResults network, Arrivals arrivals, List<Claim> claims) {
        int length = network.chainLength();
        String with = String.format(Locale.ROOT, "%s, gamma = %s", arrivals.algorithm(), arrivals.stepSize());
        claims.add(nodes(
                with,
                "Theorem 1",
                "e_l first nonzero at t = L - l: nodes off",
                network,
                node -> arrivals.first(node) != length - node));
        claims.add(nodes(
                with,
                "Corollary 1",
                "no e_l converged before: nodes off",
                network,
                node -> arrivals.converged(node, Arrivals.CONVERGED) >= 0
                        && arrivals.converged(node, Arrivals.CONVERGED) < length - node));
        double worst = arrivals.distances().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        claims.add(exact(
                Kind.LAW,
                with,
                "arrival law",
                "e_l(t) = a(L - l, t) g_l: worst error",
                network,
                worst,
                ARRIVAL_TOLERANCE,
                "||e_l(t) - a g_l|| / ||g_l||. Not in the paper: with predictions frozen the recursion is linear, so"
                        + " a = P[Binomial(t, gamma) >= L - l]."));
        claims.add(nodes(
                with,
                "t_c",
                "converged when the law says: nodes off",
                network,
                node -> arrivals.converged(node, Arrivals.CONVERGED) != predicted(arrivals, length - node, node)));
    }

    private static int predicted(Arrivals arrivals, int distance, int node) {
        int steps = ArrivalLaw.steps(distance, arrivals.stepSize(), Arrivals.CONVERGED);
        return steps < arrivals.norms().get(node - 1).size() ? steps : -1;
    }

    private static Claim nodes(
            String subject, String equation, String statement, NetworkResults network, IntPredicate off) {
        long count = IntStream.range(1, network.chainLength()).filter(off).count();
        return exact(Kind.LAW, subject, equation, statement, network, (double) count, 0, "");
    }

    private static Claim exact(
            Kind kind,
            String subject,
            String equation,
            String statement,
            NetworkResults network,
            double value,
            double bound,
            String note) {
        Estimate point = new Estimate(value, value, value, network.forks().size());
        return new Claim(kind, equation, subject, statement, network.name(), "", "", point, Bound.atMost(bound), note);
    }
}
