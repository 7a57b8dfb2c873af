package dev.thrice.gate.command.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables of a process that is to find the repository of the folder it is in. To a hook git tells by variables which repository and
 * which index are its caller's: with these, whatever git does in a worktree would be done to the caller's index.
 */
final class GitEnvironment {
    /** Of a repository too, but not in git's own list. */
    private static final List<String> MORE = List.of("GIT_QUARANTINE_PATH", "GIT_NAMESPACE");

    private static final String TRUSTED = "safe.directory";
    private static final String BY_CALLER = "command\t";

    private final Map<String, String> caller;
    private Map<String, String> cleaned;

    /** Of a caller's. */
    GitEnvironment(Map<String, String> caller) {
        this.caller = caller;
    }

    /**
     * The caller's without what is of a repository; but folders that the caller says may be trusted still are, however it says so.
     *
     * @param folder one to run git in
     * @return all variables
     */
    synchronized Map<String, String> cleaned(Path folder) {
        if (cleaned == null) {
            Map<String, String> all = new TreeMap<>(caller);
            MORE.forEach(all::remove);
            Git.ask(folder, caller, "rev-parse", "--local-env-vars")
                    .out()
                    .lines()
                    .forEach(all::remove);
            all.keySet().removeIf(name -> name.startsWith("GIT_CONFIG_KEY_") || name.startsWith("GIT_CONFIG_VALUE_"));
            trust(trusted(folder), all);
            cleaned = all;
        }
        return cleaned;
    }

    /** The same for git itself, whose words are read: in English, and without traces. */
    Map<String, String> ofGit(Path folder) {
        Map<String, String> all = new TreeMap<>(cleaned(folder));
        all.keySet().removeIf(name -> name.startsWith("GIT_TRACE"));
        all.put("LC_ALL", "C");
        return all;
    }

    private List<String> trusted(Path folder) {
        return Git.ask(folder, caller, "config", "--show-scope", "--get-all", TRUSTED)
                .out()
                .lines()
                .filter(line -> line.startsWith(BY_CALLER))
                .map(line -> line.substring(BY_CALLER.length()))
                .toList();
    }

    private static void trust(List<String> folders, Map<String, String> all) {
        if (!folders.isEmpty()) {
            all.put("GIT_CONFIG_COUNT", String.valueOf(folders.size()));
        }
        for (int i = 0; i < folders.size(); i++) {
            all.put("GIT_CONFIG_KEY_" + i, TRUSTED);
            all.put("GIT_CONFIG_VALUE_" + i, folders.get(i));
        }
    }
}
