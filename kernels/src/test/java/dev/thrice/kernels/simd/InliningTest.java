package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that engines reach by so many calls that C2 would inline them without what they call (docs/performance.md, what C2 needs). */
class InliningTest {
    /** The default of -XX:FreqInlineSize. */
    private static final int LARGEST_INLINED = 325;

    @ParameterizedTest
    @CsvSource({
        "LogisticDerivative, row",
        "TanhKernel, vectors",
        "SigmoidKernel, vectors",
        "ExpKernel, vectors",
        "LogKernel, vectors"
    })
    void isTooLargeToBeInlined(String type, String method) throws IOException {
        try (InputStream file = InliningTest.class.getResourceAsStream(type + ".class")) {
            int bytecodes = ClassFile.of().parse(file.readAllBytes()).methods().stream()
                    .filter(model -> model.methodName().equalsString(method))
                    .map(MethodModel::code)
                    .mapToInt(code -> ((CodeAttribute) code.orElseThrow()).codeLength())
                    .max()
                    .orElseThrow();
            assertTrue(bytecodes > LARGEST_INLINED, type + "." + method + ": " + bytecodes + " bytecodes");
        }
    }
}
