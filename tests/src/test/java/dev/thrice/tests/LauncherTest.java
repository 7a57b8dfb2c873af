package dev.thrice.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code thrice} script, in a project of its own, with JDKs and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    /** Says which JDK it is of, where it runs and with what; FAKE_JAVA is what it does then. */
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "25.0.1" 2025-10-21' >&2; exit; fi
            for arg; do
              case $arg in
                -XX:DumpLoadedClassList=*) echo A > "${arg#*=}"; eval "$FAKE_LIST"; exit ;;
                -Xshare:dump) dumps=yes ;;
                -XX:SharedArchiveFile=*)
                  [ -z "$dumps" ] || { echo archive > "${arg#*=}"; echo dumped >> "$0.log"; eval "$FAKE_DUMP"; exit; } ;;
              esac
            done
            echo "jdk ${0%/bin/java}"
            echo "cwd $PWD"
            while [ "$1" != dev.thrice.lab/dev.thrice.lab.Main ]; do echo "option $1"; shift; done
            shift
            for arg; do echo "arg <$arg>"; done
            eval "$FAKE_JAVA"
            """;

    /** Notes that it ran, and puts the jar in its place unless FAKE_MVN does something else. */
    private static final String MVN = """
            #!/bin/sh
            echo "in $PWD with $JAVA_HOME: $*" >> mvn.log
            eval "$FAKE_MVN"
            mkdir -p lab/target/app
            touch lab/target/app/thrice-lab-1.jar
            """;

    private static final List<String> TOOLS =
            List.of("bash", "cat", "dirname", "find", "ln", "mkdir", "mv", "readlink", "rm", "sleep", "touch");

    private static final Instant LONG_AGO = Instant.parse("2020-02-02T20:20:20Z");

    private final Map<String, String> environment = new HashMap<>();
    private Path temp;
    private Path project;
    private Path jdks;
    private Path bin;

    @BeforeEach
    void setUp(@TempDir Path folder) throws IOException {
        temp = folder.toRealPath();
        project = temp.resolve("a 'project'");
        jdks = Files.createDirectory(temp.resolve("some jdks"));
        bin = Files.createDirectory(temp.resolve("bin"));

        for (String module : List.of(
                "base",
                "kernels",
                "native-bindings",
                "engine",
                "formats",
                "ranks",
                "learn",
                "measure",
                "command",
                "report",
                "gate",
                "gate-cli",
                "lab")) {
            write(project.resolve(module).resolve("pom.xml"), "");
            write(project.resolve(module).resolve("src/main/java/A.java"), "");
            write(project.resolve(module).resolve("src/main/java/B.java"), "");
        }
        write(project.resolve("pom.xml"), "");
        Files.copy(Path.of("../thrice"), project.resolve("thrice"), StandardCopyOption.COPY_ATTRIBUTES);
        age(project);

        for (String tool : TOOLS) {
            script(bin.resolve(tool), "#!/bin/sh\nexec " + onPath(tool) + " \"$@\"\n");
        }
        script(bin.resolve("mvn"), MVN);
        environment.put("PATH", bin.toString());
        environment.put("HOME", temp.toString());
        environment.put("THRICE_JDKS", jdks.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "17 24.0.1 25.0.3 26-ea, 25.0.3",
        "26-ea 25, 25",
        "1.8.0_292 26-ea 27, 26-ea",
        "9.0.4 100, 100",
    })
    void takesTheLowestJdkThatWillDo(String versions, String expected) throws Exception {
        for (String version : versions.split(" ", -1)) {
            jdk(version);
        }
        assertEquals(jdks.resolve(expected), run().jdk());
    }

    @Test
    void asksAJdkWithoutReleaseFile() throws Exception {
        Files.delete(jdk("unknown").resolve("release"));
        assertEquals(jdks.resolve("unknown"), run().jdk());
    }

    @Test
    void prefersJavaHomeThenPathThenTheUsualFolders() throws Exception {
        jdk("25");
        Path onPath = jdk(temp.resolve("on path"), "26");
        Files.createSymbolicLink(temp.resolve("alternative"), onPath.resolve("bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of("../alternative"));
        assertEquals(onPath, run().jdk());

        Path home = jdk(temp.resolve("java home"), "27");
        environment.put("JAVA_HOME", home.toString());
        assertEquals(home, run().jdk());

        Path named = jdk(temp.resolve("named"), "28");
        environment.put("THRICE_JAVA_HOME", named.toString());
        assertEquals(named, run().jdk());
    }

    @Test
    void passesOverWhatWillNotDo() throws Exception {
        jdk("25");
        Files.createSymbolicLink(
                bin.resolve("java"), jdk(temp.resolve("on path"), "24.0.1").resolve("bin/java"));
        Path jre = jdk(temp.resolve("jre"), "25");
        Files.delete(jre.resolve("bin/javac"));
        environment.put("JAVA_HOME", jre.toString());
        assertEquals(jdks.resolve("25"), run().jdk());
    }

    @Test
    void saysThatThereIsNoJdk() throws Exception {
        jdk("24.0.1");
        Outcome outcome = run();
        assertFailure("thrice: needs a JDK 25 or later", outcome);
        assertTrue(outcome.err().contains("JAVA_HOME"), outcome.err());
    }

    @Test
    void insistsOnTheJdkThatIsNamed() throws Exception {
        jdk("25");
        environment.put("THRICE_JAVA_HOME", jdk("17").toString());
        assertFailure("thrice: THRICE_JAVA_HOME=" + jdks.resolve("17"), run());
    }

    @Test
    void buildsWithTheSameJdkAndOnlyOnce() throws Exception {
        jdk("25");
        Outcome first = run();
        assertEquals("thrice: building (first run takes a minute) ...\n", first.err());
        assertEquals("", run().err());
        List<String> builds = builds();
        assertEquals(1, builds.size());
        String start = "in " + project + " with " + jdks.resolve("25") + ": ";
        assertTrue(builds.get(0).startsWith(start), builds.get(0));
        assertTrue(builds.get(0).contains(" -pl lab -am "), builds.get(0));
        assertTrue(builds.get(0).endsWith(" package"), builds.get(0));
    }

    @Test
    void runsWhatMavenBuiltBefore() throws Exception {
        builtAnHourAfterItsSources();
        run();
        assertEquals(0, builds().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "lab/pom.xml", "kernels/src/main/java/A.java", "engine/src/main/java/New.java"})
    void rebuildsWhenAFileIsNewer(String file) throws Exception {
        builtAnHourAfterItsSources();
        write(project.resolve(file), "changed");
        run();
        run();
        assertEquals(1, builds().size());
    }

    @Test
    void rebuildsWhenASourceIsGone() throws Exception {
        builtAnHourAfterItsSources();
        Files.delete(project.resolve("native-bindings/src/main/java/B.java"));
        run();
        run();
        assertEquals(1, builds().size());
    }

    @Test
    void rebuildsWhatWasEditedDuringTheBuild() throws Exception {
        jdk("25");
        environment.put("FAKE_MVN", "sleep 0.1; touch lab/src/main/java/A.java");
        run();
        environment.remove("FAKE_MVN");
        run();
        run();
        assertEquals(2, builds().size());
    }

    @Test
    void leavesNoJarOfAnotherVersionOnTheModulePath() throws Exception {
        builtAnHourAfterItsSources();
        Files.move(jar(), jar().resolveSibling("thrice-lab-0.jar"));
        write(project.resolve("pom.xml"), "changed");
        run();
        try (Stream<Path> jars = Files.list(jar().getParent())) {
            assertEquals(List.of(jar()), jars.toList());
        }
    }

    @Test
    void saysThatThereIsNoMaven() throws Exception {
        jdk("25");
        Files.delete(bin.resolve("mvn"));
        assertFailure("thrice: needs Maven", run());
    }

    @Test
    void showsMavensOutputWhenTheBuildFails() throws Exception {
        jdk("25");
        environment.put("FAKE_MVN", "echo '[ERROR] on stdout'; echo 'and on stderr' >&2; exit 3");
        Outcome outcome = run();
        assertEquals(1, outcome.exit());
        assertEquals("", outcome.out());
        assertTrue(
                outcome.err().endsWith("[ERROR] on stdout\nand on stderr\nthrice: the build failed\n"), outcome.err());
    }

    @Test
    void saysThatItCannotBuildInAFolderItCannotWrite() throws Exception {
        jdk("25");
        write(project.resolve("target"), "not a folder");
        assertFailure("thrice: has to be built, but " + project.resolve("target"), run());
    }

    @Test
    void buildsOnceForManyThatStartTogether() throws Exception {
        jdk("25");
        environment.put("FAKE_MVN", "sleep 0.5");
        List<Process> launchers = List.of(start(), start(), start());
        int waiting = 0;
        for (Process launcher : launchers) {
            Outcome outcome = outcome(launcher);
            assertEquals(0, outcome.exit());
            waiting += outcome.err().startsWith("thrice: waiting for the build of process ") ? 1 : 0;
        }
        assertEquals(2, waiting);
        assertEquals(1, builds().size());
    }

    @Test
    void takesTheLockOfALauncherThatWasKilled() throws Exception {
        jdk("25");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = lock(dead.pid());
        run();
        assertEquals(1, builds().size());
        assertFalse(Files.isSymbolicLink(lock));
    }

    @Test
    void takesALockThatIsTooOldToBeABuilds() throws Exception {
        jdk("25");
        Path lock = lock(ProcessHandle.current().pid());
        Files.getFileAttributeView(lock, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(LONG_AGO), null, null);
        run();
        assertEquals(1, builds().size());
        assertFalse(Files.isSymbolicLink(lock));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 42, 255})
    void passesOnTheExitCode(int exit) throws Exception {
        builtAnHourAfterItsSources();
        environment.put("FAKE_JAVA", "exit " + exit);
        assertEquals(exit, start().waitFor());
    }

    @Test
    void passesOnArgumentsAsTheyAre() throws Exception {
        builtAnHourAfterItsSources();
        assertEquals(
                List.of("arg <two words>", "arg <'\"$HOME\\>", "arg <>", "arg <*>", "arg <--flag=a b>"),
                run("two words", "'\"$HOME\\", "", "*", "--flag=a b").lines("arg"));
        assertEquals(List.of(), run().lines("arg"));
    }

    @Test
    void startsTheModuleWithTheOptionsAsked() throws Exception {
        builtAnHourAfterItsSources();
        environment.put("THRICE_JAVA_OPTS", "-Xmx1g  -Dglob=*");
        assertEquals(
                List.of(
                        "option --enable-native-access=dev.thrice.kernels,dev.thrice.openblas",
                        "option -XX:Tier3MinInvocationThreshold=10",
                        "option -XX:Tier4MinInvocationThreshold=10",
                        "option -XX:SharedArchiveFile=" + archive(),
                        "option -Xlog:cds=off",
                        "option -Xlog:aot=off",
                        "option -Xmx1g",
                        "option -Dglob=*",
                        "option -p",
                        "option " + project.resolve("lab/target/app"),
                        "option -m"),
                run().lines("option"));
    }

    @Test
    void archivesWhatIsLoadedAndOnlyOnce() throws Exception {
        builtAnHourAfterItsSources();
        assertTrue(sharesAnArchive());
        assertEquals(1, dumps());
        assertTrue(sharesAnArchive());
        assertEquals(1, dumps());
        assertEquals("archive\n", Files.readString(archive()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"project/lab/target/app/thrice-lab-1.jar", "jdk/lib/modules"})
    void archivesAnewWhatIsNewer(String part) throws Exception {
        builtAnHourAfterItsSources();
        run();
        Path changed = part.startsWith("jdk/")
                ? jdks.resolve("25").resolve(part.substring(4))
                : project.resolve(part.substring(8));
        write(changed, "");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(2)));
        assertFalse(sharesAnArchive()); // still older, since the change lies ahead
        assertEquals(2, dumps());
        Files.setLastModifiedTime(changed, FileTime.from(LONG_AGO));
        assertTrue(sharesAnArchive());
        assertEquals(2, dumps());
    }

    @Test
    void anotherJdkHasAnArchiveOfItsOwn() throws Exception {
        builtAnHourAfterItsSources();
        run();
        environment.put("THRICE_JAVA_HOME", jdk("26").toString());
        assertTrue(sharesAnArchive());
        assertEquals(1, dumps());
        assertTrue(Files.exists(archive()));
    }

    @ParameterizedTest
    @CsvSource({"FAKE_LIST, exit 1", "FAKE_DUMP, exit 1", "FAKE_DUMP, rm -f \"${arg#*=}\""})
    void doesWithoutWhatCannotBeArchivedAndDoesNotTryAgain(String where, String what) throws Exception {
        builtAnHourAfterItsSources();
        environment.put(where, what);
        Outcome outcome = run();
        assertEquals(0, outcome.exit());
        assertEquals("", outcome.err());
        assertFalse(sharesAnArchive());
        assertTrue(dumps() <= 1);
        try (Stream<Path> left = Files.list(archive().getParent())) {
            assertEquals(2, left.count()); // app, and what says that there is none
        }
    }

    @Test
    void startsWhereNothingCanBeWritten() throws Exception {
        builtAnHourAfterItsSources();
        Path target = project.resolve("lab/target");
        assertTrue(target.toFile().setWritable(false));
        try {
            Outcome outcome = run("a");
            assertEquals(0, outcome.exit());
            assertEquals("", outcome.err());
            assertEquals(List.of("arg <a>"), outcome.lines("arg"));
        } finally {
            assertTrue(target.toFile().setWritable(true));
        }
    }

    @Test
    void manyThatStartTogetherShareOneWholeArchive() throws Exception {
        builtAnHourAfterItsSources();
        environment.put("FAKE_DUMP", "sleep 0.2");
        List<Process> launchers = List.of(start(), start(), start());
        for (Process launcher : launchers) {
            Outcome outcome = outcome(launcher);
            assertEquals(0, outcome.exit());
            assertEquals("", outcome.err());
        }
        assertTrue(sharesAnArchive());
        assertEquals("archive\n", Files.readString(archive()));
        try (Stream<Path> left = Files.list(archive().getParent())) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void asItIsShippedItNeedsNoJdkAndNoMaven() throws Exception {
        Path shipped = temp.resolve("shipped 'here'");
        Path thrice = shipped.resolve("bin/thrice");
        Files.createDirectories(thrice.getParent());
        Files.copy(Path.of("../thrice"), thrice, StandardCopyOption.COPY_ATTRIBUTES);
        jdk(shipped.resolve("runtime"), "25");
        Files.delete(shipped.resolve("runtime/bin/javac"));
        write(shipped.resolve("app/thrice-lab-1.jar"), "");
        Files.delete(bin.resolve("mvn"));
        Outcome outcome = outcome(start(thrice.toString(), "a b"));
        assertEquals(shipped.resolve("runtime"), outcome.jdk());
        assertTrue(outcome.lines("option").contains("option " + shipped.resolve("app")));
        assertEquals(List.of("arg <a b>"), outcome.lines("arg"));
        assertEquals("", outcome.err());
        assertFalse(Files.exists(shipped.resolve("lab")));
    }

    private boolean sharesAnArchive() throws Exception {
        return run().lines("option").contains("option -XX:SharedArchiveFile=" + archive());
    }

    private Path archive() {
        String jdk =
                environment.getOrDefault("THRICE_JAVA_HOME", jdks.resolve("25").toString());
        return project.resolve("lab/target/start" + jdk.replaceAll("[^A-Za-z0-9.]", "-") + ".jsa");
    }

    private long dumps() throws IOException {
        Path log = Path.of(environment.getOrDefault(
                        "THRICE_JAVA_HOME", jdks.resolve("25").toString()))
                .resolve("bin/java.log");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "'', false"})
    void waitsForTheCompilerWhereThereIsOneProcessor(String processors, boolean waits) throws Exception {
        builtAnHourAfterItsSources();
        script(bin.resolve("nproc"), "#!/bin/sh\necho \"${OMP_NUM_THREADS:-" + processors + "}\"\n");
        environment.put("OMP_NUM_THREADS", "1");
        assertEquals(waits, run().lines("option").contains("option -XX:-BackgroundCompilation"));
    }

    @ParameterizedTest
    @CsvSource({
        "ANSI_X3.4-1968, C, C.UTF-8 C.UTF-8 de_DE",
        "ANSI_X3.4-1968, '', ' C.UTF-8 de_DE'",
        "US-ASCII, '', ' C.UTF-8 de_DE'",
        "UTF-8, C, C POSIX de_DE",
        "ISO-8859-1, '', ' POSIX de_DE'",
    })
    void anAsciiLocaleHoldsAllNames(String charmap, String all, String expected) throws Exception {
        builtAnHourAfterItsSources();
        script(bin.resolve("locale"), "#!/bin/sh\n[ \"$1\" = charmap ] && echo " + charmap + "\n");
        script(bin.resolve("env"), "#!/bin/sh\nexec " + onPath("env") + " \"$@\"\n");
        environment.put("LC_ALL", all);
        environment.put("LC_CTYPE", "POSIX");
        environment.put("LC_MESSAGES", "de_DE");
        environment.put("FAKE_JAVA", "echo \"locale $LC_ALL $LC_CTYPE $LC_MESSAGES\"; exit 7");
        Outcome outcome = run("two words");
        assertEquals(List.of("locale " + expected), outcome.lines("locale"));
        assertEquals(List.of("arg <two words>"), outcome.lines("arg"));
        assertEquals(7, outcome.exit());
    }

    @Test
    void keepsTheCallersFolder() throws Exception {
        builtAnHourAfterItsSources();
        write(project.resolve("pom.xml"), "changed: builds first, elsewhere");
        assertEquals(List.of("cwd " + temp), run().lines("cwd"));
    }

    @Test
    void runsThroughLinks() throws Exception {
        builtAnHourAfterItsSources();
        Path links = Files.createDirectory(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("one"), Path.of("../a 'project'/thrice"));
        Files.createSymbolicLink(links.resolve("two"), links.resolve("one"));
        Outcome outcome = outcome(start(links.resolve("two").toString()));
        assertEquals(0, outcome.exit());
        assertTrue(outcome.lines("option").contains("option " + project.resolve("lab/target/app")));
    }

    @Test
    void runsByItsBareName() throws Exception {
        builtAnHourAfterItsSources();
        environment.put("PATH", bin + File.pathSeparator + project);
        assertEquals(0, outcome(start("bash", "-c", "thrice")).exit());
        assertEquals(
                0,
                outcome(start("bash", "-c", "cd '" + temp + "/a '\\'project\\' && bash thrice"))
                        .exit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before\n<>\n  after \\n\n<>, too\nno newline",
                "<>\n\rprogress",
                "no warning\n  at \\all",
            })
    void hidesTheIncubatorWarningAndNothingElse(String printed) throws Exception {
        builtAnHourAfterItsSources();
        environment.put("PRINTED", printed.replace("<>", WARNING));
        environment.put("FAKE_JAVA", "printf %s \"$PRINTED\" >&2; exit 9");
        // In a shell, since a Process drops what arrives after its exit, and the filter may be slower than FAKE_JAVA.
        Outcome outcome = outcome(start(
                "bash",
                "-c",
                "stderr=$(\"$0\" 2>&1 >/dev/null); code=$?; printf %s \"$stderr\"; exit $code",
                project.resolve("thrice").toString()));
        assertEquals(printed.replaceFirst("<>\n", "").replace("<>", WARNING), outcome.out());
        assertEquals(9, outcome.exit());
    }

    @Test
    void keepsStandardInputAndOutput() throws Exception {
        builtAnHourAfterItsSources();
        environment.put("FAKE_JAVA", "exec cat");
        Process launcher = start();
        try (var stdin = launcher.outputWriter(UTF_8)) {
            stdin.write("through " + WARNING);
        }
        Outcome outcome = outcome(launcher);
        assertTrue(outcome.out().endsWith("through " + WARNING), outcome.out());
        assertEquals("", outcome.err());
    }

    @Test
    void isReplacedByTheProgramSoThatSignalsReachIt() throws Exception {
        builtAnHourAfterItsSources();
        environment.put("FAKE_JAVA", "trap 'echo last words; exit 143' TERM; echo ready; while :; do sleep 0.1; done");
        Process launcher = start();
        BufferedReader stdout = launcher.inputReader(UTF_8);
        stdout.lines().takeWhile(line -> !line.equals("ready")).forEach(line -> {});
        launcher.toHandle().destroy();
        assertEquals("last words", stdout.readLine());
        assertEquals(143, launcher.waitFor());
    }

    private record Outcome(int exit, String out, String err) {
        List<String> lines(String start) {
            return out.lines().filter(line -> line.startsWith(start + " ")).toList();
        }

        Path jdk() {
            assertEquals(0, exit, err);
            return Path.of(lines("jdk").get(0).substring("jdk ".length()));
        }
    }

    private static void assertFailure(String message, Outcome outcome) {
        assertEquals(1, outcome.exit());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().startsWith(message), outcome.err());
    }

    private Outcome run(String... arguments) throws Exception {
        return outcome(start(Stream.concat(Stream.of(project.resolve("thrice").toString()), Arrays.stream(arguments))
                .toArray(String[]::new)));
    }

    private Process start() throws IOException {
        return start(project.resolve("thrice").toString());
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Outcome outcome(Process launcher) throws Exception {
        String out = new String(launcher.getInputStream().readAllBytes(), UTF_8);
        String err = new String(launcher.getErrorStream().readAllBytes(), UTF_8);
        return new Outcome(launcher.waitFor(), out, err);
    }

    private void builtAnHourAfterItsSources() throws IOException {
        jdk("25");
        write(jar(), "");
        age(project);
        Files.setLastModifiedTime(jar(), FileTime.from(LONG_AGO.plus(Duration.ofHours(1))));
    }

    private Path lock(long owner) throws IOException {
        Path folder = Files.createDirectory(project.resolve("target"));
        return Files.createSymbolicLink(folder.resolve("launcher.lock"), Path.of(Long.toString(owner)));
    }

    private Path jar() {
        return project.resolve("lab/target/app/thrice-lab-1.jar");
    }

    private List<String> builds() throws IOException {
        Path log = project.resolve("mvn.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private Path jdk(String version) throws IOException {
        return jdk(jdks.resolve(version), version);
    }

    private static Path jdk(Path home, String version) throws IOException {
        script(home.resolve("bin/java"), JAVA);
        script(home.resolve("bin/javac"), "");
        write(home.resolve("lib/modules"), "");
        Files.setLastModifiedTime(home.resolve("lib/modules"), FileTime.from(LONG_AGO));
        write(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"pdp11\"\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void age(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
            }
        }
    }

    private static Path onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
