package dev.thrice.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build gave the module, the commit that it was built from, and the JVM that runs it. */
public final class Version implements IVersionProvider {
    /** Ends the commit of a program that was built from changed sources. */
    public static final String DIRTY = "-dirty";

    private Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {
            "thrice " + current(), "commit " + commit(), System.getProperty("java.vm.name") + " " + Runtime.version()
        };
    }

    /**
     * This program's version.
     *
     * @return as in the project's pom
     */
    public static String current() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return module != null
                ? module.rawVersion().orElse("(unversioned)")
                : Objects.requireNonNullElse(
                        Version.class.getPackage().getImplementationVersion(), "(not run as a module)");
    }

    /**
     * The commit that this program was built from.
     *
     * @return its full hash, with {@link #DIRTY} where the sources had been changed since; "unknown" if it was not built in a
     *     repository
     */
    public static String commit() {
        Properties commit = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("commit.properties")) {
            if (in != null) {
                commit.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String hash = commit.getProperty("git.commit.id.full", "unknown");
        return "true".equals(commit.getProperty("git.dirty")) ? hash + DIRTY : hash;
    }
}
