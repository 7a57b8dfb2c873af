package dev.thrice.lab.gate.source;

import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A git repository, by git's own command. */
public final class Repository {
    private record Answer(int code, String out) {}

    private final Path folder;

    /**
     * The one that a folder is in, if it is in one.
     *
     * @param folder where git is run
     */
    public Repository(Path folder) {
        this.folder = folder;
    }

    /**
     * The commit that a ref names.
     *
     * @param ref such as HEAD, a branch or a hash
     * @return its full hash; empty if there is none, or no repository
     */
    public Optional<String> commit(String ref) {
        Answer answer = ask("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}");
        return answer.code == 0 ? Optional.of(answer.out.strip()) : Optional.empty();
    }

    /**
     * The messages of a change.
     *
     * @param base commit that it starts from
     * @param candidate commit that it ends at
     * @return all messages of commits that are in the candidate and not in the base
     */
    public String messages(String base, String candidate) {
        return require("log", "--format=%B", base + ".." + candidate);
    }

    /** Puts a commit's files into a folder. */
    void addWorktree(Path worktree, String commit) {
        require("worktree", "add", "--detach", "--force", worktree.toString(), commit);
    }

    /** Removes the folder again, whatever is in it. */
    void removeWorktree(Path worktree) {
        ask("worktree", "remove", "--force", worktree.toString());
    }

    private String require(String... arguments) {
        Answer answer = ask(arguments);
        if (answer.code != 0) {
            throw new UserError("git " + String.join(" ", arguments) + " failed: " + answer.out.strip());
        }
        return answer.out;
    }

    private Answer ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            git.getOutputStream().close();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(git.waitFor(), out);
        } catch (IOException e) {
            throw new UserError("git cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("git was interrupted");
        }
    }
}
