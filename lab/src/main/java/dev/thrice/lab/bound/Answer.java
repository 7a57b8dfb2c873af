package dev.thrice.lab.bound;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a valid run answers, in a few sentences, and the claims that carry them. All of it follows from the verdicts. */
final class Answer {
    /** What was asked, for who has not read the paper. */
    static final String QUESTION =
            "Claimed by Zahid, Guo & Fountas (2023; (n.n) is an equation of theirs): backpropagation takes at most 3 forward passes"
                    + " (w sum C_i is one), predictive coding (PC) at least as many; so PC is never faster.";

    /** The words that the answer cannot do without. */
    static final String TERMS =
            "PC trains a network by letting errors settle in steps, where backpropagation goes back once; FPA-PC, Z-IL and"
                    + " VPC are kinds of it, Gauss-Seidel is an order of its steps, from the output down. Errors: those of all"
                    + " layers; gradient: the parameters' too. C_i: the work of layer i forwards; w: the time of a unit of it."
                    + " VJP: what takes an error back through a layer. Worker: a thread. Fork: a fresh JVM.";

    /** What a claim's subject begins with. */
    private static final Pattern ALGORITHM = Pattern.compile("^[^,]+");

    private static final int MOST_CLAIMS = 12;
    private static final int MOST_NAMED = 2;
    private static final String ERRORS = "errors";
    private static final String GRADIENT = "gradient";

    /** Of which network it is, where that is not the paper's. */
    private final String subject;

    private final List<Claim> here;
    private final List<Claim> elsewhere;

    /** On the first network, by the strictest reading of an upper bound: no function's overhead is in w C_i. */
    private final List<Claim> strict;

    private final Optional<String> ranksNotJudged;
    private final Optional<Claim> fpa;
    private final Optional<Claim> fpaTogether;

    private Answer(Analysis analysis) {
        String name = analysis.network().name();
        subject = analysis.results().ownNetwork() ? "On your network, " + name + ": " : "";
        here = analysis.claims().stream()
                .filter(claim -> claim.network().equals(name) && !claim.unit().equals(Unit.WORK))
                .toList();
        elsewhere = analysis.claims().stream()
                .filter(claim -> !claim.network().equals(name) && !claim.unit().equals(Unit.WORK))
                .toList();
        strict = analysis.claims().stream()
                .filter(claim -> claim.network().equals(name) && claim.unit().equals(Unit.WORK))
                .toList();
        ranksNotJudged = RankClaims.notJudged(analysis.results());
        fpa = fair(analysis.network(), 1);
        fpaTogether = analysis.network().contenders(Task.BACKPROPAGATION).stream()
                .map(TimedTask::workers)
                .filter(workers -> workers > 1)
                .findFirst()
                .flatMap(workers -> fair(analysis.network(), workers));
    }

    /** FPA-PC at its best, gamma = 1, beside backprop on as many workers. */
    private Optional<Claim> fair(NetworkResults network, int workers) {
        return network.contenders(Task.PREDICTIVE_CODING).stream()
                .filter(pc -> pc.workers() == workers
                        && "fpa".equals(pc.algorithm())
                        && pc.movesAllAtOnce()
                        && !pc.parameters()
                        && (pc.stepSize() == null || pc.stepSize() == 1))
                .map(TimeClaims::subject)
                .flatMap(subject -> here.stream()
                        .filter(claim -> isFair(claim)
                                && claim.subject().equals(subject)
                                && claim.counted().equals(ERRORS)))
                .findFirst();
    }

    private static boolean isFair(Claim claim) {
        return claim.kind() == Kind.FAIR && claim.overBackprop();
    }

    /** The sentences; none of a run that may not be trusted. */
    static List<String> sentences(Analysis analysis) {
        return analysis.soundness().valid() ? new Answer(analysis).sentences() : List.of();
    }

    /** At most twelve claims, in the order of what they weigh. */
    static List<Claim> carriers(Analysis analysis) {
        return new Answer(analysis).carriers();
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(subject + upper());
        if (!fairs().isEmpty()) {
            sentences.add(lower());
        }
        ranks().or(() -> ranksNotJudged).ifPresent(sentences::add);
        loose().ifPresent(sentences::add);
        moreWorkers().ifPresent(sentences::add);
        violatedLaws().ifPresent(sentences::add);
        return List.copyOf(sentences);
    }

    private List<Claim> uppers(List<Claim> of) {
        return of.stream().filter(claim -> claim.equation().equals("(2.6)")).toList();
    }

    /** What is most in doubt decides, and its figures are told. */
    private String upper() {
        Verdict verdict = Standing.ofClaims(uppers(here)).together();
        String figures = uppers(here).stream()
                .filter(claim -> claim.verdict() == verdict)
                .sorted(Comparator.comparing(claim -> claim.counted().equals(ERRORS)))
                .map(claim -> (verdict == Verdict.HOLDS ? figure(claim) : interval(claim.effect()))
                        + (claim.counted().equals(ERRORS) ? " for the errors alone" : " for the whole gradient"))
                .collect(Collectors.joining(", "));
        String others = withoutOverheads(verdict) + "." + others(uppers(elsewhere), "within 3", "more than 3");
        return switch (verdict) {
            case HOLDS ->
                "Backpropagation took, in forward passes' time, " + figures + "; theory allows 3 (3 w sum C_i)"
                        + others;
            case VIOLATED -> "Backpropagation took more than the 3 w sum C_i that theory allows: " + figures + others;
            case INCONCLUSIVE ->
                "Whether backpropagation stays within the 3 w sum C_i that theory allows is open: it took " + figures
                        + others;
        };
    }

    /** Where that alone takes it over the bound. */
    private String withoutOverheads(Verdict verdict) {
        return uppers(strict).stream()
                .filter(claim -> verdict == Verdict.HOLDS && claim.verdict() == Verdict.VIOLATED)
                .max(Comparator.comparingDouble(claim -> claim.effect().value()))
                .map(claim -> "; " + figure(claim) + " where functions' overheads are left out of C_i (w WORK)")
                .orElse("");
    }

    private List<Claim> fairs() {
        return here.stream().filter(Answer::isFair).toList();
    }

    private String lower() {
        Standing standing = Standing.ofClaims(fairs());
        Verdict verdict = standing.together();
        String others = others(fairsElsewhere(), "slower", "faster");
        if (verdict == Verdict.HOLDS) {
            return "No variant of predictive coding was faster" + onAsMany() + "." + times() + others;
        }
        String named = fairs().stream()
                .filter(claim -> claim.verdict() == verdict)
                .sorted(Comparator.comparingDouble(claim -> claim.effect().value()))
                .limit(MOST_NAMED)
                .map(claim -> prose(claim.subject()) + " took " + interval(claim.effect()) + " times as long ("
                        + claim.counted() + ")")
                .collect(Collectors.joining(", "));
        String rest = "." + others;
        return verdict == Verdict.VIOLATED
                ? "Predictive coding was faster" + onAsMany() + " in " + standing.count(verdict) + " of "
                        + standing.all() + " comparisons: " + named + rest
                : "No variant of predictive coding was shown to be faster" + onAsMany() + ": of " + standing.all()
                        + " comparisons it was slower in " + standing.count(Verdict.HOLDS) + ", and "
                        + standing.count(verdict) + (standing.count(verdict) == 1 ? " is" : " are") + " open: " + named
                        + rest;
    }

    private String onAsMany() {
        return fairs().stream().anyMatch(claim -> claim.subject().endsWith("workers"))
                ? " than backpropagation on as many workers"
                : " than backpropagation on one worker";
    }

    /** FPA-PC's figures, and what came closest, of the errors alone, which the paper compares. */
    private String times() {
        List<String> figures = new ArrayList<>();
        fpa.ifPresent(claim -> figures.add(figure(claim) + " times as long on one worker"));
        fpaTogether.ifPresent(claim ->
                figures.add(figure(claim) + (figures.isEmpty() ? " times as long on " : " on ") + workers(claim)));
        if (figures.isEmpty()) {
            return "";
        }
        closest()
                .filter(claim -> fpa.filter(claim::equals).isEmpty()
                        && fpaTogether.filter(claim::equals).isEmpty())
                .ifPresent(claim ->
                        figures.add("and the closest variant, " + prose(claim.subject()) + ", " + figure(claim)));
        return " For the errors FPA-PC took " + String.join(", ", figures) + ".";
    }

    private List<Claim> byRanks() {
        return here.stream().filter(claim -> claim.kind() == Kind.RANKS).toList();
    }

    /** Each by itself, since both are claims of the paper. */
    private Optional<String> ranks() {
        return byRanks().stream()
                .map(claim -> prose(claim.subject()) + ", took " + interval(claim.effect()) + " times as long, "
                        + claim.equation() + (claim.verdict() == Verdict.HOLDS ? " " : " is ")
                        + claim.kind().name(claim.verdict()))
                .reduce((one, other) -> one + "; " + other)
                .map(figures -> "Against backpropagation in one process, errors alone: " + figures + ".");
    }

    private Optional<Claim> closest() {
        return fairs().stream()
                .filter(claim -> claim.counted().equals(ERRORS))
                .min(Comparator.comparingDouble(claim -> claim.effect().value()));
    }

    private static String workers(Claim claim) {
        return claim.subject().replaceAll(".*, (\\d+) workers", "$1");
    }

    /** For each other network the verdict that its claims come to. */
    private static Standing byNetwork(List<Claim> claims) {
        return Standing.of(claims.stream().collect(Collectors.groupingBy(Claim::network)).values().stream()
                .map(of -> Standing.ofClaims(of).together())
                .toList());
    }

    private List<Claim> fairsElsewhere() {
        return elsewhere.stream().filter(Answer::isFair).toList();
    }

    /** What is said of other networks, and of what on them. */
    private static String others(List<Claim> claims, String so, String not) {
        Standing standing = byNetwork(claims);
        List<String> parts = new ArrayList<>();
        Map.of(Verdict.HOLDS, so, Verdict.VIOLATED, not, Verdict.INCONCLUSIVE, "inconclusive").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> standing.count(entry.getKey()) > 0)
                .forEach(entry -> parts.add(entry.getValue() + " on " + standing.count(entry.getKey())));
        if (parts.isEmpty()) {
            return "";
        }
        String each = String.join(", ", parts);
        return " On networks that vary this one (" + timed(claims) + "): "
                + (parts.size() == 1 ? each.replaceFirst("\\d+$", "all $0") : each + " of " + standing.all()) + ".";
    }

    /** Such as "FPA-PC, errors": what was timed there, which may be less than on the first network. */
    private static String timed(List<Claim> claims) {
        Stream<String> algorithms =
                claims.stream().filter(Claim::overBackprop).map(claim -> prose(claim.withoutWorkers()));
        return Stream.concat(algorithms, claims.stream().map(Claim::counted))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** That FPA-PC takes at least 3 w sum C_i on one worker. */
    private Optional<Claim> sum(String counted) {
        return here.stream()
                .filter(claim -> claim.equation().equals("(3.31)")
                        && claim.kind() == Kind.STEP
                        && claim.counted().equals(counted))
                .findFirst();
    }

    private Optional<String> loose() {
        return sum(ERRORS).map(claim -> {
            String took = interval(claim.effect());
            return switch (claim.verdict()) {
                case HOLDS ->
                    "FPA-PC takes at least 3 w sum C_i on one worker, as (3.31) has it: " + figure(claim) + ".";
                case VIOLATED ->
                    "That PC takes at least 3 w sum C_i fails for FPA-PC's errors (" + figure(claim)
                            + " on one worker)" + ofGradient()
                            + ": (3.31) is a loose step of the paper's algebra, which counts VJPs"
                            + " that inference never computes; it says nothing of who is faster.";
                case INCONCLUSIVE ->
                    "Whether FPA-PC takes at least 3 w sum C_i on one worker, (3.31), is open: " + took + ".";
            };
        });
    }

    private String ofGradient() {
        return sum(GRADIENT)
                .filter(claim -> claim.verdict() == Verdict.HOLDS)
                .map(claim -> " and holds for its gradient (" + figure(claim) + ")")
                .orElse("");
    }

    private Optional<Claim> aheadByWorkers() {
        return withMoreWorkers()
                .filter(claim -> claim.verdict() == Verdict.VIOLATED)
                .min(Comparator.comparing((Claim claim) -> !claim.equation().equals("(3.32)"))
                        .thenComparingDouble(claim -> claim.effect().value()));
    }

    private Stream<Claim> withMoreWorkers() {
        return here.stream().filter(claim -> claim.kind() == Kind.MORE_WORKERS && claim.overBackprop());
    }

    private Optional<String> moreWorkers() {
        return aheadByWorkers().map(claim -> {
            String figures = Stream.concat(
                            Stream.of(claim),
                            withMoreWorkers()
                                    .filter(other -> other.subject().equals(claim.subject())
                                            && !other.counted().equals(claim.counted())))
                    .map(one -> figure(one) + " (" + one.counted() + ")")
                    .collect(Collectors.joining(", "));
            String least = withMoreWorkers()
                    .min(Comparator.comparingDouble(other -> other.effect().value()))
                    .filter(other -> !other.subject().equals(claim.subject()))
                    .map(other ->
                            ", and " + prose(other.subject()) + " " + figure(other) + " (" + other.counted() + ")")
                    .orElse("");
            return "With " + workers(claim) + " workers to backpropagation's one, "
                    + prose(claim.withoutWorkers()) + " took, of its time, " + figures
                    + least
                    + ": workers divide the batch, as they could for backpropagation; the theorem has a processor for each layer.";
        });
    }

    private Optional<String> violatedLaws() {
        List<String> violated = laws().map(claim -> claim.equation() + " (" + claim.subject() + ")")
                .distinct()
                .toList();
        return violated.isEmpty()
                ? Optional.empty()
                : Optional.of("Violated besides: "
                        + violated.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                        + (violated.size() > MOST_NAMED ? " and " + (violated.size() - MOST_NAMED) + " more" : "")
                        + ".");
    }

    private Stream<Claim> laws() {
        return Stream.concat(here.stream(), elsewhere.stream())
                .filter(claim -> claim.kind() == Kind.LAW && claim.verdict() == Verdict.VIOLATED);
    }

    private List<Claim> carriers() {
        Set<Claim> chosen = new LinkedHashSet<>(uppers(here));
        chosen.addAll(byRanks());
        fairs().stream()
                .filter(claim -> claim.verdict() == Verdict.VIOLATED)
                .sorted(Comparator.comparingDouble(claim -> claim.effect().value()))
                .limit(MOST_NAMED)
                .forEach(chosen::add);
        Predicate<Claim> ofFpa = claim ->
                fpa.filter(one -> one.subject().equals(claim.subject())).isPresent()
                        || fpaTogether
                                .filter(all -> all.subject().equals(claim.subject()))
                                .isPresent();
        fairs().stream().filter(ofFpa).forEach(chosen::add);
        closest().ifPresent(chosen::add);
        sum(ERRORS).ifPresent(chosen::add);
        aheadByWorkers().ifPresent(chosen::add);
        laws().filter(here::contains).limit(MOST_NAMED).forEach(chosen::add);
        fairs().stream()
                .filter(claim -> claim.equation().equals("(3.36)"))
                .limit(1)
                .forEach(chosen::add);
        return chosen.stream()
                .limit(MOST_CLAIMS)
                .sorted(Comparator.comparing(Claim::kind))
                .toList();
    }

    /** Such as "FPA-PC by Gauss-Seidel on 2 workers". */
    private static String prose(String subject) {
        return ALGORITHM
                .matcher(subject)
                .replaceFirst(found -> title(found.group()))
                .replaceFirst(", (\\d+ workers?)$", " on $1")
                .replaceFirst(", (Gauss-Seidel|wavefront)", " by $1");
    }

    private static String title(String algorithm) {
        return Arrays.stream(AlgorithmName.values())
                .filter(name -> Names.of(name).equals(algorithm))
                .map(name -> name == AlgorithmName.FPA ? "FPA-PC" : name.title())
                .findFirst()
                .orElse(algorithm);
    }

    private static String figure(Claim claim) {
        return String.format(Locale.ROOT, "%.2f", claim.effect().value());
    }

    private static String interval(Estimate effect) {
        return effect.forks() < 2
                ? String.format(Locale.ROOT, "%.2f (1 fork)", effect.value())
                : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", effect.value(), effect.low(), effect.high());
    }
}
