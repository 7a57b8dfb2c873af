package dev.thrice.kernels.machine;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Folders that nobody else can put anything into, or another folder in place of. On the way to them each folder belongs to the user or to
 * root, and where others may write to one, it is sticky: what is in it is its owner's to rename and to delete. No link is followed that
 * others may have made. Where files have no POSIX owner (Windows), a folder is as private as the profile it is in.
 */
public final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int WRITABLE_BY_ALL = 0002;

    private PrivateFolder() {}

    /**
     * Creates the folders that are missing, and checks all.
     *
     * @param base a folder, which others may be allowed to write to; it may be reached by links
     * @param names of folders each within the one before, which are closed to others
     * @return the last
     * @throws IOException if one cannot be made or is not the user's alone; the message says which, and why
     * @throws IllegalCallerException if native access is denied, by which the system is asked who the user is
     */
    public static Path within(Path base, String... names) throws IOException {
        return within(base, currentUser(), names);
    }

    /**
     * What Thrice's private folder is called in a folder that is everybody's.
     *
     * @return a name for each user
     * @throws IllegalCallerException as {@link #within}
     */
    public static String name() {
        OptionalInt user = currentUser();
        return user.isPresent() ? "thrice-" + user.getAsInt() : "thrice";
    }

    /** As a user, who has to own the named ones; empty where files have no owner. */
    static Path within(Path base, OptionalInt user, String... names) throws IOException {
        Files.createDirectories(base, attributes(user));
        Path folder = guarded(base, user);
        for (String name : names) {
            folder = own(folder.resolve(name), user);
        }
        return folder;
    }

    /** Where a path leads to, by folders in which nobody else can exchange one. */
    private static Path guarded(Path path, OptionalInt user) throws IOException {
        Path real = path.toRealPath();
        for (Path step = real; user.isPresent() && step != null; step = step.getParent()) {
            requireGuarded(step, Entry.of(step), user.getAsInt());
        }
        return real;
    }

    private static void requireGuarded(Path step, Entry entry, int user) throws IOException {
        if (entry.owner != user && entry.owner != ROOT) {
            throw refused(step, "owned by user " + entry.owner + ", expected user " + user + " or root");
        }
        boolean ownGroups = entry.owner == user && (entry.mode & WRITABLE_BY_ALL) == 0; // the user's choice
        if (entry.isWritableByOthers() && (entry.mode & STICKY) == 0 && !ownGroups) {
            throw refused(step, "others may exchange what is in it, expected mode 755, or 1777 with the sticky bit");
        }
    }

    /** A folder in a guarded one, made if it is missing; a link only if nobody else can have made it. */
    private static Path own(Path path, OptionalInt user) throws IOException {
        createOne(path, user);
        Path folder = path;
        if (user.isPresent()) {
            if (Files.isSymbolicLink(path)) {
                int maker = Entry.of(path).owner;
                boolean ours = maker == user.getAsInt() || maker == ROOT;
                if (!ours || Entry.of(path.getParent()).isWritableByOthers()) {
                    throw refused(path, "a link, which others may have made, expected a folder");
                }
                folder = guarded(path, user);
            }
            int owner = Entry.of(folder).owner;
            if (owner != user.getAsInt()) {
                throw refused(folder, "owned by user " + owner + ", expected user " + user.getAsInt());
            }
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (user.isPresent()) {
            closeToOthers(folder);
        }
        return folder;
    }

    private static void createOne(Path folder, OptionalInt user) throws IOException {
        try {
            Files.createDirectory(folder, attributes(user));
        } catch (FileAlreadyExistsException e) {
            // What it is, is looked at.
        }
    }

    private static FileAttribute<?>[] attributes(OptionalInt user) {
        return user.isPresent()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void closeToOthers(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(folder)); // there may be none
        if (permissions.retainAll(OWNER_ONLY)) {
            Files.setPosixFilePermissions(folder, permissions);
        }
    }

    private static FileSystemException refused(Path path, String reason) {
        return new FileSystemException(path.toString(), null, reason);
    }

    /** This process's user, from the system itself: a container's user may have no name. */
    static OptionalInt currentUser() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("geteuid");
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        if (windows || function.isEmpty()) {
            return OptionalInt.empty();
        }
        MethodHandle geteuid = linker.downcallHandle(function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        try {
            return OptionalInt.of((int) geteuid.invokeExact());
        } catch (Throwable e) {
            throw new AssertionError("geteuid always succeeds", e);
        }
    }

    /** A file or a link as it is. */
    private record Entry(int owner, int mode) {
        static Entry of(Path path) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            return new Entry((int) attributes.get("uid"), (int) attributes.get("mode"));
        }

        boolean isWritableByOthers() {
            return (mode & WRITABLE_BY_OTHERS) != 0;
        }
    }
}
