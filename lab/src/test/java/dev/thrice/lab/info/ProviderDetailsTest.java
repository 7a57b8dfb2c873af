package dev.thrice.lab.info;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spi.ProviderStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderDetailsTest {
    private static final ProviderStatus JIT = new ProviderStatus("jit", true, "assembled, AVX2");
    private static final ProviderStatus SIMD = new ProviderStatus("simd", true, "vectors");
    private static final ProviderStatus OPENBLAS = new ProviderStatus("openblas", true, "OpenBLAS 1, core Prescott");

    @Test
    void whatTheEnvironmentSetsOpenBlasToIsToldWithItsCore() {
        List<ProviderStatus> told = ProviderDetails.all(
                List.of(SIMD, OPENBLAS),
                Map.of(
                        "OPENBLAS_NUM_THREADS",
                        "4",
                        "OPENBLAS_CORETYPE",
                        "Prescott",
                        "HOME",
                        "/",
                        "MY_OPENBLAS_X",
                        "1"));

        assertEquals(SIMD, told.getFirst());
        assertEquals(
                "OpenBLAS 1, core Prescott, under OPENBLAS_CORETYPE=Prescott OPENBLAS_NUM_THREADS=4",
                told.getLast().detail());
        assertEquals(List.of(SIMD, OPENBLAS), ProviderDetails.all(List.of(SIMD, OPENBLAS), Map.of("PATH", "/bin")));
    }

    @Test
    void theInstructionSetIsSaidWhereverItIsChosenAmongSeveral() {
        List<ProviderStatus> all = List.of(JIT, SIMD, OPENBLAS);
        assertEquals("jit kernels (assembled, AVX2)", ProviderDetails.kernels("jit", all));
        assertEquals("simd kernels", ProviderDetails.kernels("simd", all));
        assertEquals("openblas kernels (OpenBLAS 1, core Prescott)", ProviderDetails.kernels("openblas", all));
        assertEquals(
                "auto kernels (assembled, AVX2) (OpenBLAS 1, core Prescott)", ProviderDetails.kernels("auto", all));
        ProviderStatus denied = new ProviderStatus("jit", false, "no executable memory");
        assertEquals("auto kernels", ProviderDetails.kernels("auto", List.of(denied, SIMD)));
    }
}
