package dev.thrice.tests;

import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;

/** A script of Gradle or Jenkins, run by Groovy without either: whatever it calls is noted, and blocks are gone into. */
public abstract class RecordedScript extends Script {
    private final Map<String, List<Object>> calls = new HashMap<>();

    /** Called by Groovy. */
    protected RecordedScript() {}

    /** Runs one, and tells with what each method was called last. */
    static Map<String, List<Object>> calls(String text) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(RecordedScript.class.getName());
        RecordedScript script =
                (RecordedScript) new GroovyShell(RecordedScript.class.getClassLoader(), configuration).parse(text);
        script.run();
        return script.calls;
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        List<Object> all = new ArrayList<>(Arrays.asList((Object[]) arguments));
        if (!all.isEmpty() && all.getLast() instanceof Closure<?> block) {
            all.removeLast();
            block.call();
        }
        calls.put(name, all);
        return name.equals("getOrElse")
                ? all.getFirst()
                : this; // of a property that was not given, or whatever is gone on with
    }

    @Override
    public Object getProperty(String name) {
        try {
            return super.getProperty(name);
        } catch (MissingPropertyException e) {
            return this; // a type, a container, or a word such as any
        }
    }
}
