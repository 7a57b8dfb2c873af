package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What compilers do with a method by its size: loops that engines reach by so many calls that C2 would inline them without what they call, and
 * tiles that are nearly too large for C1 (docs/c2.md, rules 3 and 5).
 */
class InliningTest {
    /** The default of -XX:FreqInlineSize. */
    private static final int LARGEST_INLINED = 325;

    /** C1 compiled a tile of 2,022 bytecodes, and ran out of virtual registers at 2,090. What it refuses may never reach C2. */
    private static final int LARGEST_TILE = 1_700;

    @ParameterizedTest
    @CsvSource({
        "rows/LogisticDerivative, row",
        "FmaLoop, run",
        "rows/TanhKernel, vectors",
        "rows/SigmoidKernel, vectors",
        "rows/SoftplusKernel, vectors",
        "rows/SiluKernel, vectors",
        "rows/SiluKernel, derivatives",
        "rows/GeluKernel, vectors",
        "rows/GeluKernel, derivatives",
        "rows/ExpKernel, vectors",
        "rows/LogKernel, vectors"
    })
    void isTooLargeToBeInlined(String type, String method) throws IOException {
        int bytecodes = largest(type, model -> model.methodName().equalsString(method));
        assertTrue(bytecodes > LARGEST_INLINED, type + "." + method + ": " + bytecodes + " bytecodes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccumulatingTiles", "EdgeTiles", "OverwritingTiles", "PanelTiles"})
    void tilesAreSmallEnoughForC1(String type) throws IOException {
        int bytecodes = largest("tiles/" + type, model -> true);
        assertTrue(bytecodes < LARGEST_TILE, type + ": " + bytecodes + " bytecodes");
    }

    /** Bytecodes of the largest of some methods. */
    private static int largest(String type, Predicate<MethodModel> methods) throws IOException {
        try (InputStream file = InliningTest.class.getResourceAsStream(type + ".class")) {
            return ClassFile.of().parse(file.readAllBytes()).methods().stream()
                    .filter(methods)
                    .map(MethodModel::code)
                    .mapToInt(code -> ((CodeAttribute) code.orElseThrow()).codeLength())
                    .max()
                    .orElseThrow();
        }
    }
}
