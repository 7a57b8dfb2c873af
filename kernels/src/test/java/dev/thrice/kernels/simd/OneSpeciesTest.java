package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A second species of floats would take from C2 what it knows of the first's class (docs/c2.md, rule 4). */
class OneSpeciesTest {
    @Test
    void floatsAreInVectorsOfThePreferredSpeciesOnly() throws Exception {
        Path folder = Path.of(Simd.class.getResource("Simd.class").toURI()).getParent();
        Set<String> species = new TreeSet<>();
        try (Stream<Path> classes = Files.list(folder)) {
            assertFalse(classes.filter(file -> file.toString().endsWith(".class"))
                    .peek(file -> speciesOfFloats(file).forEach(species::add))
                    .toList()
                    .isEmpty());
        }
        assertEquals(Set.of("SPECIES_PREFERRED"), species);
    }

    private static Stream<String> speciesOfFloats(Path file) {
        try {
            return StreamSupport.stream(
                            ClassFile.of().parse(file).constantPool().spliterator(), false)
                    .filter(FieldRefEntry.class::isInstance)
                    .map(FieldRefEntry.class::cast)
                    .filter(field -> field.owner().asInternalName().equals("jdk/incubator/vector/FloatVector"))
                    .map(field -> field.name().stringValue())
                    .filter(name -> name.startsWith("SPECIES_"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
