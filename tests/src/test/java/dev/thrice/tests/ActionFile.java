package dev.thrice.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** action.yml, as GitHub reads it. */
final class ActionFile {
    static final Path FILE = Path.of("").toAbsolutePath().getParent().resolve("action.yml");

    private ActionFile() {}

    /** YAML that anybody may have written. */
    static Map<String, Object> yaml(String text) {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    static Map<String, Object> read() throws IOException {
        return yaml(Files.readString(FILE));
    }

    static List<Map<String, Object>> steps() throws IOException {
        return list(map(read().get("runs")).get("steps"));
    }

    /** The environment of a step. */
    static Set<String> variables(String step) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Map<String, Object> each : steps()) {
            if (step.equals(each.get("name"))) {
                names.addAll(map(each.get("env")).keySet());
            }
        }
        return names;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Object node) {
        return (List<Map<String, Object>>) node;
    }
}
