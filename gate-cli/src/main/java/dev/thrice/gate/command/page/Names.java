package dev.thrice.gate.command.page;

import dev.thrice.base.Printable;
import dev.thrice.gate.command.judge.Finding;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Names of benchmarks, without the package that all of them are in: on a narrow screen it would be all that is seen. */
final class Names {
    private final String shared;

    /** Of all benchmarks of a page. */
    Names(Collection<Finding> findings) {
        List<String> packages = findings.stream()
                .map(Finding::benchmark)
                .map(Names::packageOf)
                .distinct()
                .toList();
        shared = packages.size() == 1 ? packages.getFirst() : "";
    }

    /** What is before a class and its method, in which there are no blanks; "" of what is called otherwise. */
    private static String packageOf(String name) {
        String[] words = name.replaceFirst("[ (].*", "").split("[.]");
        int packages = Math.max(0, words.length - 2);
        return String.join(
                "", Stream.of(words).limit(packages).map(word -> word + ".").toList());
    }

    String shown(Finding finding) {
        return Printable.of(finding.benchmark().substring(shared.length()));
    }

    /** What is left out, if anything is; with a blank behind it. */
    String sentence() {
        return shared.isEmpty()
                ? ""
                : "All are in package " + Printable.of(shared.substring(0, shared.length() - 1)) + ". ";
    }
}
