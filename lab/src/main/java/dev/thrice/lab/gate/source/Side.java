package dev.thrice.lab.gate.source;

import dev.thrice.lab.UserError;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One of the two things to be compared.
 *
 * @param label base or candidate
 * @param given as the user named it
 * @param commit that it was built from; null if jars were given
 * @param classPath jars and folders
 */
public record Side(String label, String given, String commit, String classPath) {
    private static final int EARLIER_COMMITS = 10;
    private static final int SHORT_HASH = 10;

    /**
     * What the user named: a path, if there is such a file, or else a commit, which is built.
     *
     * @param label base or candidate
     * @param given a class path or a ref
     * @param repository for refs
     * @param builder for refs
     * @param orEarlier whether the newest ancestor that can be built may stand in for a commit that cannot
     * @return the side
     * @throws UserError if it is neither, or does not build
     */
    public static Side of(String label, String given, Repository repository, Builder builder, boolean orEarlier) {
        if (Arrays.stream(given.split(File.pathSeparator, -1)).allMatch(part -> Files.exists(Path.of(part)))) {
            return new Side(label, given, null, given);
        }
        String commit = repository
                .commit(given)
                .orElseThrow(() -> new UserError(
                        label + " " + given + ": neither a file nor a commit of the git repository in this folder"));
        Builder.Outcome outcome = builder.build(commit);
        String firstFailure = outcome.failure();
        for (int i = 1; orEarlier && outcome.jars() == null && i <= EARLIER_COMMITS; i++) {
            String parent = repository.commit(commit + "^").orElse(null);
            if (parent == null) {
                break;
            }
            System.err.println("thrice: it does not build, its parent may stand in");
            commit = parent;
            outcome = builder.build(commit);
        }
        if (outcome.jars() == null) {
            throw new UserError(label + " " + given + " does not build: " + firstFailure);
        }
        return new Side(label, given, commit, outcome.jars().toString());
    }

    @Override
    public String toString() {
        return commit == null || commit.startsWith(given)
                ? given
                : given + " (" + commit.substring(0, SHORT_HASH) + ")";
    }
}
