package dev.thrice.formats.safetensors;

import dev.thrice.base.Printable;
import dev.thrice.formats.FormatException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of the modules of a PyTorch Sequential, of whatever kinds, as frameworks save them: {@code <prefix><number>.weight} and,
 * for modules that have one, {@code .bias}. Modules are in the order of their numbers, which need not follow each other. What may be of
 * another network, or of a module that has other parameters, is refused; other tensors are not used.
 *
 * <p>The prefix is whatever names have in common, such as {@code module.net.}; {@code _orig_mod.} and the like, which wrap a compiled or
 * sharded part, are passed over wherever they stand.
 */
public final class ModuleStates {
    static final String WEIGHT = ".weight";
    static final String BIAS = ".bias";

    private static final Pattern OF_MODULE = Pattern.compile("(.*?)(\\d+)\\.(weight|bias)", Pattern.DOTALL);
    private static final Pattern OF_SOME_MODULE = Pattern.compile("(.*\\.)?(weight|bias)", Pattern.DOTALL);
    private static final Pattern WRAPPER =
            Pattern.compile("(?<=^|\\.)(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

    /**
     * What a module has.
     *
     * @param name before {@code .weight}, without wrappers
     * @param weight of any shape
     * @param bias of any shape, if it has one
     */
    public record State(String name, TensorEntry weight, Optional<TensorEntry> bias) {}

    private final SafetensorsFile file;
    private final List<State> modules;
    private final List<String> unused;

    /**
     * Finds the modules.
     *
     * @param file of the parameters
     * @throws FormatException if there are several prefixes, no modules, one without a weight, or parameters that may be of the network but
     *     are of none of its modules
     */
    public ModuleStates(SafetensorsFile file) throws FormatException {
        this.file = file;
        Names names = new Names();
        for (String name : file.names()) {
            names.add(name);
        }
        names.requireModulesAlone();
        List<State> all = new ArrayList<>();
        for (String name : names.byNumber.values()) {
            String bias = names.full.get(name + BIAS);
            all.add(new State(
                    name,
                    file.entry(names.full.getOrDefault(name + WEIGHT, name + WEIGHT)),
                    bias == null ? Optional.empty() : Optional.of(file.entry(bias))));
        }
        modules = List.copyOf(all);
        unused = List.copyOf(names.others);
    }

    /** The names of a file, sorted. */
    private final class Names {
        private final Map<BigInteger, String> byNumber = new TreeMap<>();
        private final List<String> others = new ArrayList<>();

        /** Names of the file by what they are without wrappers. */
        private final Map<String, String> full = new TreeMap<>();

        private String prefix;

        void add(String name) throws FormatException {
            String bare = WRAPPER.matcher(name).replaceAll("");
            Matcher matcher = OF_MODULE.matcher(bare);
            if (!matcher.matches()) {
                others.add(name);
                return;
            }
            String same = full.put(bare, name);
            if (same != null) {
                throw file.bad("tensors " + Printable.name(same) + " and " + Printable.name(name)
                        + ", expected one of both: they differ in wrappers alone");
            }
            String layer = matcher.group(1) + matcher.group(2);
            if (prefix != null && !prefix.equals(matcher.group(1))) {
                throw file.bad("layers "
                        + Printable.name(byNumber.values().iterator().next()) + " and " + Printable.name(layer)
                        + ", expected one prefix: a chain of its own has a file of its own");
            }
            prefix = matcher.group(1);
            String other = byNumber.put(new BigInteger(matcher.group(2)), layer);
            if (other != null && !other.equals(layer)) {
                throw file.bad("layers " + Printable.name(other) + " and " + Printable.name(layer)
                        + ", expected each number once");
            }
        }

        void requireModulesAlone() throws FormatException {
            if (byNumber.isEmpty()) {
                String found = others.isEmpty() ? "no tensors" : "tensors " + Printable.list(others);
                throw file.bad(found + ", expected <prefix><number>.weight and .bias");
            }
            for (String name : others) {
                requireUnrelated(name);
            }
        }

        /** A tensor may be left out only where it cannot be of the chain: else its numbers would be another's. */
        private void requireUnrelated(String name) throws FormatException {
            String bare = WRAPPER.matcher(name).replaceAll("");
            String rest = bare.startsWith(prefix) ? bare.substring(prefix.length()) : "";
            boolean ofNumbered = rest.matches("(?s)\\d+\\..*");
            boolean beside = prefix.endsWith(".") && !rest.isEmpty();
            if (ofNumbered || beside || OF_SOME_MODULE.matcher(bare).matches()) {
                throw file.bad("tensor " + Printable.name(name) + ", expected of this network only "
                        + Printable.name(prefix)
                        + "<number>.weight and .bias: it may be of a layer of another kind, or not in the chain");
            }
        }
    }

    /**
     * The file.
     *
     * @return that of the parameters
     */
    public SafetensorsFile file() {
        return file;
    }

    /**
     * The modules that have parameters.
     *
     * @return at least one
     */
    public List<State> modules() {
        return modules;
    }

    /**
     * The tensors that are of no module.
     *
     * @return their names
     */
    public List<String> unused() {
        return unused;
    }
}
