package dev.thrice.lab;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version that the build gave the module. */
public final class Version implements IVersionProvider {
    private Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {"thrice " + current()};
    }

    /**
     * This program's version.
     *
     * @return as in the project's pom
     */
    public static String current() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return module == null ? "(not run as a module)" : module.rawVersion().orElse("(unversioned)");
    }
}
