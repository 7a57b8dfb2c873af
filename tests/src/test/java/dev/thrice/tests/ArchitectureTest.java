package dev.thrice.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Arrows between the rooms of the house point one way. */
@AnalyzeClasses(packages = "dev.thrice", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String KERNELS = "dev.thrice.kernels";
    private static final String KERNELS_SPEC = "dev.thrice.kernels.spec";
    private static final String KERNELS_SPI = "dev.thrice.kernels.spi";
    private static final String KERNELS_EVENTS = "dev.thrice.kernels.events"; // to the engine and native-bindings
    private static final String KERNELS_LIFETIME = "dev.thrice.kernels.lifetime"; // to the engine and learn
    private static final String KERNELS_MACHINE = "dev.thrice.kernels.machine"; // to native-bindings and the lab
    private static final String KERNELS_APPROXIMATION = "dev.thrice.kernels.approximation"; // to native-bindings
    private static final String KERNELS_PROBE = "dev.thrice.kernels.probe"; // to measure and the lab
    private static final String VECTOR_API = "jdk.incubator.vector..";
    private static final String CSV_LIBRARY = "de.siegmar.fastcsv..";
    private static final String MANAGEMENT = "com.sun.management..";
    private static final String JFR = "jdk.jfr..";
    private static final String BASE = "dev.thrice.base";
    private static final String GATE = "dev.thrice.gate";
    private static final String REPORT = "dev.thrice.report";

    @ArchTest
    static final ArchRule baseNeedsTheJdkAlone = classes()
            .that()
            .resideInAPackage(BASE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BASE, "java..");

    @ArchTest
    static final ArchRule kernelsNeedTheJdkAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.kernels..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.thrice.kernels..", "java..", VECTOR_API, MANAGEMENT, JFR);

    @ArchTest
    static final ArchRule vectorApiStaysInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("dev.thrice.kernels.simd..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(VECTOR_API)
            .because("its API will move when it leaves the incubator");

    @ArchTest
    static final ArchRule flightRecorderStaysBesideItsGuard = noClasses()
            .that()
            .resideOutsideOfPackages("dev.thrice..events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JFR)
            .because("where its module is missing they could not be loaded");

    @ArchTest
    static final ArchRule nativeBindingsNeedExportedKernelsAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.openblas..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.thrice.openblas..", KERNELS, KERNELS_SPEC, KERNELS_SPI, KERNELS_MACHINE, "java..");

    @ArchTest
    static final ArchRule mpiNeedsExportedKernelsAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.mpi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.thrice.mpi..", KERNELS, KERNELS_MACHINE, "java..");

    @ArchTest
    static final ArchRule assemblerNeedsTheJdkAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.assembler..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.thrice.assembler..", "java..");

    @ArchTest
    static final ArchRule assembledKernelsNeedTheAssemblerAndExportedKernelsAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.jit..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.thrice.jit..",
                    "dev.thrice.assembler..",
                    KERNELS_SPEC,
                    KERNELS_SPI,
                    KERNELS_MACHINE,
                    KERNELS_APPROXIMATION,
                    KERNELS_EVENTS,
                    JFR,
                    "java..");

    @ArchTest
    static final ArchRule engineNeedsExportedKernelsAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.engine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.thrice.engine..",
                    KERNELS,
                    KERNELS_SPEC,
                    KERNELS_SPI,
                    KERNELS_EVENTS,
                    KERNELS_LIFETIME,
                    JFR,
                    "java..");

    @ArchTest
    static final ArchRule formatsNeedKernelsAndBaseAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.formats..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.thrice.formats..", BASE, KERNELS, "java..", CSV_LIBRARY);

    @ArchTest
    static final ArchRule csvLibraryStaysInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("dev.thrice.formats.csv..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CSV_LIBRARY)
            .because("it is optional");

    @ArchTest
    static final ArchRule learnStandsOnEngineAndFormats = classes()
            .that()
            .resideInAPackage("dev.thrice.learn..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.thrice.learn..",
                    "dev.thrice.engine..",
                    "dev.thrice.formats..",
                    BASE,
                    KERNELS,
                    KERNELS_SPEC,
                    KERNELS_LIFETIME,
                    "java..");

    @ArchTest
    static final ArchRule measureNeedsKernelsAndTheEnginesWorkersAlone = classes()
            .that()
            .resideInAPackage("dev.thrice.measure..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.thrice.measure..", "dev.thrice.engine..", KERNELS, KERNELS_SPEC, KERNELS_PROBE, "java..");

    @ArchTest
    static final ArchRule gateNeedsTheJdkAlone = classes()
            .that()
            .resideInAPackage(GATE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(GATE, "java..");

    @ArchTest
    static final ArchRule programsStandOnTheBaseAlone = noClasses()
            .that()
            .resideInAPackage("dev.thrice.command..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.thrice..").and(not(resideInAnyPackage("dev.thrice.command..", BASE))));

    @ArchTest
    static final ArchRule pagesStandOnProgramsAlone = noClasses()
            .that()
            .resideInAPackage(REPORT)
            .should()
            .dependOnClassesThat(resideInAPackage("dev.thrice..")
                    .and(not(resideInAnyPackage(REPORT, "dev.thrice.command..", BASE))));

    @ArchTest
    static final ArchRule theGateRunsWithoutThrice = noClasses()
            .that()
            .resideInAPackage("dev.thrice.gate.command..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.thrice..")
                    .and(not(resideInAnyPackage("dev.thrice.gate..", REPORT, "dev.thrice.command..", BASE))))
            .because("its jar needs a JDK 21 alone");

    @ArchTest
    static final ArchRule labKeepsToExportedKernels = noClasses()
            .that()
            .resideInAPackage("dev.thrice.lab..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.thrice.kernels..")
                    .and(not(resideInAnyPackage(KERNELS, KERNELS_SPEC, KERNELS_SPI, KERNELS_MACHINE, KERNELS_PROBE))));

    @ArchTest
    static final ArchRule nothingNeedsTheLab = noClasses()
            .that()
            .resideOutsideOfPackage("dev.thrice.lab..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.thrice.lab..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingUsesJavaSerialization = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Serializable.class, ObjectInputStream.class, ObjectOutputStream.class);

    /** One slice a package. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
