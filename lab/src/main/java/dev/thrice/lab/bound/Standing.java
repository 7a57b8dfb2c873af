package dev.thrice.lab.bound;

import dev.thrice.lab.statistics.Bound.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many of some verdicts are which, and the one that they come to together: one that fails is enough. */
record Standing(Map<Verdict, Integer> counts) {
    static Standing of(List<Verdict> verdicts) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        verdicts.forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
        return new Standing(counts);
    }

    /** Of claims. */
    static Standing ofClaims(List<Claim> claims) {
        return of(claims.stream().map(Claim::verdict).toList());
    }

    int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Of none, that they hold. */
    Verdict together() {
        return count(Verdict.VIOLATED) > 0
                ? Verdict.VIOLATED
                : count(Verdict.INCONCLUSIVE) > 0 ? Verdict.INCONCLUSIVE : Verdict.HOLDS;
    }
}
