package dev.thrice.gate.command.source;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One of the two things to be compared.
 *
 * @param label base or candidate
 * @param given as the user named it
 * @param commit that it was built from; null if jars were given
 * @param classPath jars and folders; null of a commit that is still to be built
 */
public record Side(String label, String given, String commit, String classPath) {
    private static final int EARLIER_COMMITS = 10;
    private static final int SHORT_HASH = 10;
    private static final String SHALLOW =
            "; this clone is shallow: git fetch --unshallow, or --deepen=N, fetches the commits that it lacks";

    /**
     * What the user named: a path, if there is such a file, or else a commit, which is still to be {@linkplain #built built}.
     *
     * @param label base or candidate
     * @param given a class path or a ref
     * @param repository for refs
     * @return the side
     * @throws UserError if it is neither
     */
    public static Side of(String label, String given, Repository repository) {
        if (given.isBlank()) {
            throw new UsageError(label + " is empty, expected a ref or a class path");
        }
        if (Arrays.stream(given.split(File.pathSeparator, -1)).allMatch(part -> Files.exists(Path.of(part)))) {
            return new Side(label, given, null, given);
        }
        return new Side(label, given, commit(label, given, repository), null);
    }

    private static String commit(String label, String given, Repository repository) {
        Optional<String> commit;
        try {
            commit = repository.commit(given);
        } catch (UserError e) {
            throw new UserError(label + " " + given + ": there is no such file, and " + e.getMessage());
        }
        return commit.orElseThrow(() ->
                new UserError(label + " " + given + ": neither a file nor a commit of the git repository in this folder"
                        + (repository.isShallow() ? SHALLOW : "")));
    }

    /**
     * With jars: those given, or those that the commit's build makes.
     *
     * @param repository that it is of
     * @param builder for commits
     * @param orEarlier whether the newest ancestor that can be built may stand in for a commit that cannot
     * @return the side
     * @throws UserError if it does not build
     */
    public Side built(Repository repository, Builder builder, boolean orEarlier) {
        if (commit == null) {
            return this;
        }
        String built = commit;
        Builder.Outcome outcome = builder.build(built);
        String firstFailure = outcome.failure();
        for (int i = 1; orEarlier && outcome.jars() == null && i <= EARLIER_COMMITS; i++) {
            Optional<String> parent = repository.commit(built + "^");
            if (parent.isEmpty()) {
                firstFailure += repository.isShallow() ? SHALLOW : "";
                break;
            }
            System.err.println("thrice: it does not build, its parent may stand in");
            built = parent.get();
            outcome = builder.build(built);
        }
        if (outcome.jars() == null) {
            throw new UserError(label + " " + given + " does not build: " + firstFailure);
        }
        return new Side(label, given, built, outcome.jars().toString());
    }

    /**
     * The last commit that is in it: its own, or of files within the repository, which were built from the working copy, that one's.
     *
     * @param repository that it may be of
     * @return a hash; empty of files from elsewhere
     */
    public Optional<String> lastCommit(Repository repository) {
        if (commit != null) {
            return Optional.of(commit);
        }
        List<Path> files = ClassPath.entries(label, classPath);
        return repository
                .folder()
                .filter(top -> files.stream().allMatch(file -> isWithin(top, file)))
                .flatMap(top -> repository.commit("HEAD"));
    }

    private static boolean isWithin(Path folder, Path file) {
        try {
            return file.toRealPath().startsWith(folder);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether the other is the same files, or files of the same bytes: what differs between the two is noise then.
     *
     * @param other side, both with jars
     * @return whether it is
     */
    public boolean isSameAs(Side other) {
        return classPath.equals(other.classPath)
                || ClassPath.haveSameBytes(
                        ClassPath.entries(label, classPath), ClassPath.entries(other.label, other.classPath));
    }

    /**
     * What tells it from another, for people: of a class path of several files the names of those that the other lacks.
     *
     * @param other side
     * @return these, or all that it was named by
     */
    public String beside(Side other) {
        List<String> others = List.of(other.given.split(File.pathSeparator));
        String[] files = given.split(File.pathSeparator);
        String own = Arrays.stream(files)
                .filter(file -> !others.contains(file))
                .map(file -> String.valueOf(Path.of(file).getFileName()))
                .collect(Collectors.joining(", "));
        return commit != null || files.length == 1 || own.isEmpty() ? toString() : own;
    }

    /**
     * Its files, for people.
     *
     * @return names of jars, with the version in their manifests where there is one, and of folders; the first few of many
     */
    public String files() {
        return Printable.list(ClassPath.entries(label, classPath).stream()
                .map(ClassPath::described)
                .toList());
    }

    /**
     * A commit, for people.
     *
     * @param commit its hash
     * @return the beginning of it
     */
    public static String abbreviated(String commit) {
        return commit.substring(0, Math.min(SHORT_HASH, commit.length()));
    }

    @Override
    public String toString() {
        return commit == null || commit.startsWith(given) ? given : given + " (" + abbreviated(commit) + ")";
    }
}
