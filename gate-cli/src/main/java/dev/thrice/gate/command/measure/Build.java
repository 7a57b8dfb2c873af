package dev.thrice.gate.command.measure;

import dev.thrice.command.UserError;
import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.source.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * A build of a suite, through a class loader of its own: it shares the JDK and the gate's interfaces with the other build, and no class
 * else, so that the compiler's profiles are kept apart.
 */
public final class Build implements AutoCloseable {
    private static final String INTERFACES = GateSuite.class.getPackageName();
    private static final String SERVICE = "META-INF/services/" + GateSuite.class.getName();

    private final String label;
    private final URLClassLoader loader;
    private final GateSuite suite;

    /**
     * Loads it.
     *
     * @param label what to call it in messages
     * @param classPath jars and folders of classes, separated as the system does; a folder that holds jars stands for these
     * @throws UserError if there is not exactly one suite in it
     */
    public Build(String label, String classPath) {
        this.label = label;
        loader = new URLClassLoader(label, ClassPath.urls(label, classPath), new Interfaces());
        suite = suite(classPath);
    }

    /**
     * The suite.
     *
     * @return one suite
     */
    public GateSuite suite() {
        return suite;
    }

    /**
     * Asks the suite, whose code may fail.
     *
     * @param question what to ask
     * @param <A> an answer
     * @return the answer
     * @throws UserError if it fails
     */
    public <A> A ask(Function<GateSuite, A> question) {
        try {
            return question.apply(suite);
        } catch (RuntimeException | Error e) {
            throw new UserError(label + ": its suite failed: " + e);
        }
    }

    /** What to call it. */
    String label() {
        return label;
    }

    /** For what the suite finds by the thread's class loader. */
    ClassLoader loader() {
        return loader;
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GateSuite suite(String classPath) {
        if (loader.findResource(SERVICE) == null) {
            throw new UserError(label + ": no suite in " + classPath + ": it has no " + SERVICE
                    + ", so it was built before it knew the gate, or for another version of the gate");
        }
        try {
            List<GateSuite> found = new ArrayList<>();
            ServiceLoader.load(GateSuite.class, loader).forEach(found::add);
            if (found.size() != 1) {
                throw new UserError(label + ": " + found.size() + " suites in " + classPath + ", expected 1");
            }
            return found.getFirst();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new UserError(label + ": the suite in " + classPath + " cannot be loaded: " + e);
        }
    }

    /**
     * The JDK, and of this program the gate's interfaces alone. The JDK's own loaders also know the modules that this program consists of, so
     * that what they find has to be looked at.
     */
    private static final class Interfaces extends ClassLoader {
        Interfaces() {
            super(null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.substring(0, Math.max(0, name.lastIndexOf('.'))).equals(INTERFACES)) {
                return GateSuite.class.getClassLoader().loadClass(name);
            }
            Class<?> found = getPlatformClassLoader().loadClass(name);
            if (getSystemClassLoader().equals(found.getClassLoader())) {
                throw new ClassNotFoundException(name);
            }
            return found;
        }
    }
}
