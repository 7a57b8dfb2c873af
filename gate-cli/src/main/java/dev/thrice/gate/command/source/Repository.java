package dev.thrice.gate.command.source;

import dev.thrice.command.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A git repository, by git's own command. It is found by the folder alone, whatever git's variables say; its hooks do not run.
 */
public final class Repository {
    private static final String WORKTREE = "worktree ";

    private final Path folder;
    private final GitEnvironment environment;

    /**
     * The one that a folder is in, if it is in one.
     *
     * @param folder where git is run
     */
    public Repository(Path folder) {
        this(folder, new GitEnvironment(System.getenv()));
    }

    Repository(Path folder, GitEnvironment environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Of git, and of what runs in a worktree. */
    GitEnvironment environment() {
        return environment;
    }

    /**
     * The commit that a ref names.
     *
     * @param ref such as HEAD, a branch or a hash
     * @return its full hash; empty if there is none
     * @throws UserError with git's reason if it cannot look, in a folder that is in no repository for example
     */
    public Optional<String> commit(String ref) {
        Git.Answer answer = ask("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}");
        if (answer.fatal()) {
            throw new UserError("git says: " + answer.reason());
        }
        return answer.failed() ? Optional.empty() : Optional.of(answer.out().strip());
    }

    /** The folder of its working copy, without symbolic links; empty outside of any. */
    Optional<Path> folder() {
        Git.Answer answer = ask("rev-parse", "--show-toplevel");
        return answer.failed() || answer.out().isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(answer.out().strip()));
    }

    /**
     * Whether its working copy is what was committed last; of files that it ignores nothing is said.
     *
     * @return whether nothing is changed or added
     */
    public boolean isClean() {
        Git.Answer answer = ask("status", "--porcelain");
        return !answer.failed() && answer.out().isBlank();
    }

    /** Whether only its newest commits are here. */
    boolean isShallow() {
        return ask("rev-parse", "--is-shallow-repository").out().strip().equals("true");
    }

    /**
     * The messages of a change.
     *
     * @param base commit that it starts from
     * @param candidate commit that it ends at
     * @return all messages of commits that are in the candidate and not in the base
     */
    public String messages(String base, String candidate) {
        return require("log", "--no-show-signature", "--encoding=UTF-8", "--format=%B", base + ".." + candidate);
    }

    /** Puts a commit's files into a folder. */
    void addWorktree(Path worktree, String commit) {
        require("worktree", "add", "--detach", "--force", worktree.toString(), commit);
    }

    /** Removes the folder again, whatever is in it; or forgets it, if it is not there any more. */
    void removeWorktree(Path worktree) {
        ask("worktree", "remove", "--force", "--force", worktree.toString()); // twice: if git was killed, it is locked
    }

    /** The folders that it takes for its worktrees, its own among them; none where there is no repository. */
    List<Path> worktrees() {
        return ask("worktree", "list", "--porcelain")
                .out()
                .lines()
                .filter(line -> line.startsWith(WORKTREE))
                .map(line -> Path.of(line.substring(WORKTREE.length())))
                .toList();
    }

    private String require(String... arguments) {
        Git.Answer answer = ask(arguments);
        if (answer.failed()) {
            throw new UserError("git " + String.join(" ", arguments) + " failed: " + answer.reason());
        }
        return answer.out();
    }

    private Git.Answer ask(String... arguments) {
        return Git.ask(folder, environment.ofGit(folder), arguments);
    }
}
