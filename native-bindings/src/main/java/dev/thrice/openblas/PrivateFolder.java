package dev.thrice.openblas;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Folders that nobody else can put a library into: owned by the user, closed to others. Where files have no POSIX owner
 * (Windows), the folder is as private as the profile it is in.
 */
final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /**
     * Creates the folders that are missing, and checks the named ones.
     *
     * @param base a folder that may be anybody's
     * @param user the user id that must own the rest, empty where there are none
     * @param names of folders each within the one before
     * @return the last
     */
    static Path within(Path base, OptionalInt user, String... names) throws IOException {
        Files.createDirectories(base, attributes(user));
        Path folder = base;
        for (String name : names) {
            folder = folder.resolve(name);
            createOne(folder, user);
            if (user.isPresent()) {
                requireOwned(folder, user.getAsInt());
                closeToOthers(folder);
            }
        }
        return folder;
    }

    /** This process's user, from the system itself: a container's user may have no name. */
    static OptionalInt currentUser() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("geteuid");
        if (Platform.isWindows() || function.isEmpty()) {
            return OptionalInt.empty();
        }
        MethodHandle geteuid = linker.downcallHandle(function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        try {
            return OptionalInt.of((int) geteuid.invokeExact());
        } catch (Throwable e) {
            throw new AssertionError("geteuid always succeeds", e);
        }
    }

    private static void createOne(Path folder, OptionalInt user) throws IOException {
        try {
            Files.createDirectory(folder, attributes(user));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw (IOException) new NotDirectoryException(folder.toString()).initCause(e);
            }
        }
    }

    private static FileAttribute<?>[] attributes(OptionalInt user) {
        return user.isPresent()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void requireOwned(Path folder, int user) throws IOException {
        Object owner = Files.getAttribute(folder, "unix:uid");
        if (!owner.equals(user)) {
            throw new FileSystemException(
                    folder.toString(), null, "owned by user " + owner + ", expected user " + user);
        }
    }

    private static void closeToOthers(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
        if (permissions.retainAll(OWNER_ONLY)) {
            Files.setPosixFilePermissions(folder, permissions);
        }
    }
}
