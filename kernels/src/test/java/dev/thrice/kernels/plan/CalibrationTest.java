package dev.thrice.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.events.Recorded;
import dev.thrice.kernels.forked.Stranger;
import dev.thrice.kernels.probe.OwnCore;
import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
    /** Computes a product as often as it is told, so that which of two is faster is no matter of luck. */
    private record Repeating(String name, int wideTimes, int tallTimes, AtomicInteger plans) implements GemmProvider {
        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public boolean fuses(Epilogue epilogue) {
            return epilogue.equals(Epilogue.NONE);
        }

        @Override
        public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
            plans.incrementAndGet();
            GemmKernel kernel = new ScalarGemm().plan(spec);
            int times = spec.n() > spec.m() ? wideTimes : tallTimes;
            return (a, b, c, d, ldd, sums) -> {
                for (int i = 0; i < times; i++) {
                    kernel.run(a, b, c, d, ldd, sums);
                }
            };
        }
    }

    private static final GemmSpec WIDE = GemmSpec.nn(4, 40, 16);
    private static final GemmSpec TALL = GemmSpec.nn(40, 4, 16).then(Epilogue.TANH_DERIVATIVE.withColumnSums());

    @TempDir
    Path folder;

    private Optional<Path> kept = Optional.empty();
    private final Repeating wide = new Repeating("wide", 1, 8, new AtomicInteger());
    private final Repeating tall = new Repeating("tall", 8, 1, new AtomicInteger());

    @Test
    void findsTheFasterForEachProduct() {
        Calibration calibration = calibration();
        assertEquals("wide", calibration.provider(WIDE).name());
        assertEquals("tall", calibration.provider(TALL).name());
        assertEquals(
                "tall", calibration.provider(TALL.withPacked(GemmSpec.Packed.A)).name());
        assertEquals(
                "wide",
                calibration.provider(GemmSpec.nt(1, 5000, 3).scaled(0f, 1f)).name());
    }

    @BeforeEach
    void setUp() {
        kept = Optional.of(folder);
    }

    @Test
    void measuresOnceForAMachine() throws IOException {
        calibration().provider(WIDE);
        int plans = wide.plans().get();
        assertEquals("wide", calibration().provider(WIDE).name());
        assertEquals(plans, wide.plans().get());
        try (Stream<Path> files = Files.list(folder.resolve("calibration"))) {
            Path file = files.findFirst().orElseThrow();
            String line = Files.readString(file);
            Files.write(file, new byte[] {(byte) 0xff});
            assertEquals("wide", calibration().provider(WIDE).name());
            assertTrue(wide.plans().get() > plans);
            assertEquals(line, Files.readString(file));
            plans = wide.plans().get();
            assertEquals("wide", calibration().provider(WIDE).name());
            assertEquals(plans, wide.plans().get());
        }
    }

    /** The provider's jar, whoever's it is: this module's may be the same. */
    @Test
    void measuresAnewForAnotherBuildOfAProvider() throws Exception {
        Path jar = folder.resolve("provider.jar");
        String name = Stranger.class.getName();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream code = Stranger.class.getResourceAsStream("Stranger.class")) {
            out.putNextEntry(new ZipEntry(name.replace('.', '/') + ".class"));
            code.transferTo(out);
        }
        for (long builtAt : new long[] {1_000, 1_000, 2_000_000}) {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(builtAt));
            try (URLClassLoader loader = new FromJar(jar, name)) {
                GemmProvider provider =
                        (GemmProvider) loader.loadClass(name).getConstructor().newInstance();
                List<GemmProvider> all = List.of(provider, wide);
                new Calibration(all, new ScalarElementwise(), kept, new OwnCore(() -> 1, .9)).provider(WIDE);
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("calibration"))) {
            assertEquals(2, files.count());
        }
    }

    /** Takes one class from a jar though it is on the class path. */
    private static final class FromJar extends URLClassLoader {
        private final String name;

        FromJar(Path jar, String name) throws IOException {
            super(new URL[] {jar.toUri().toURL()}, CalibrationTest.class.getClassLoader());
            this.name = name;
        }

        @Override
        public Class<?> loadClass(String wanted) throws ClassNotFoundException {
            return wanted.equals(name) ? findClass(wanted) : super.loadClass(wanted);
        }
    }

    @Test
    void worksWhereNothingCanBeKept() throws IOException {
        Path file = Files.createFile(folder.resolve("calibration"));
        assertEquals("wide", calibration().provider(WIDE).name());
        assertEquals(0, Files.size(file));
        kept = Optional.empty();
        assertEquals("wide", calibration().provider(WIDE).name());
    }

    @Test
    void whatNeighboursDisturbedIsTheFirstAndIsNotKept() {
        OwnCore halved = halved();
        assertEquals("tall", calibration(halved).provider(WIDE).name());
        int plans = wide.plans().get();
        assertEquals("tall", calibration(halved).provider(WIDE).name());
        assertTrue(wide.plans().get() > plans);
        assertEquals("wide", calibration().provider(WIDE).name());
    }

    @Test
    void aMeasurementIsToldWhatIsOnFileIsNot() throws IOException {
        OwnCore halved = halved();
        List<RecordedEvent> events = Recorded.during("dev.thrice.Calibration", () -> {
            calibration(halved).provider(WIDE);
            calibration().provider(WIDE);
            calibration().provider(WIDE);
        });
        assertEquals(2, events.size());
        assertEquals("tall", events.getFirst().getString("provider"));
        assertFalse(events.getFirst().getBoolean("settled"));
        assertEquals("wide", events.getLast().getString("provider"));
        assertTrue(events.getLast().getBoolean("settled"));
        assertEquals("tall, wide", events.getLast().getString("providers"));
        assertTrue(events.getLast().getString("product").startsWith("4x40x16 NN "));
        assertTrue(events.getLast().getDuration().toNanos() > 0);
    }

    private Calibration calibration() {
        return calibration(new OwnCore(() -> 1, .9));
    }

    /** A core that was fast once. */
    private static OwnCore halved() {
        AtomicInteger asked = new AtomicInteger();
        OwnCore halved = new OwnCore(() -> asked.getAndIncrement() == 0 ? 100 : 50, .9);
        halved.speed();
        return halved;
    }

    private Calibration calibration(OwnCore core) {
        return new Calibration(List.of(tall, wide), new ScalarElementwise(), kept, core);
    }
}
