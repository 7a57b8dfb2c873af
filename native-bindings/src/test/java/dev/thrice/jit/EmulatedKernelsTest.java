package dev.thrice.jit;

import dev.thrice.assembler.Listings;
import dev.thrice.emulator.Memory;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kernels on an emulated processor, which has AVX-512 and refuses what a real one lets pass: an access beside the operands; registers
 * not given back; a write below the red zone. Their instructions are read by a disassembler first. Results are the definition's, to the bit.
 */
class EmulatedKernelsTest {
    private static final float[] BETAS = {0f, 1f, -.75f};
    private static final int FORMS = 4 * 2;
    private static final int FAR = (1 << 30) + 16;

    private record Trial(Example example, GemmSpec spec, EmulatedPlan plan) {}

    /** An eighth of all. */
    @ParameterizedTest
    @EnumSource
    void someSmallProducts(Isa isa) {
        Random random = new Random(26);
        smallProducts(isa, () -> random.nextInt(FORMS) == 0);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void allSmallProducts(Isa isa) {
        smallProducts(isa, () -> true);
    }

    /** Sizes about those of vectors, tiles and what is turned at once, in every orientation; all epilogues in turn. */
    private static void smallProducts(Isa isa, BooleanSupplier which) {
        List<Trial> trials = new ArrayList<>();
        int turn = 0;
        for (int m : new int[] {1, 2, 5, 9, 15}) {
            for (int n : new int[] {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 65}) {
                for (int k : new int[] {0, 1, 3, 4, 9}) {
                    for (int form = 0; form < FORMS; form++) {
                        if (!which.getAsBoolean()) {
                            continue;
                        }
                        GemmSpec spec = GemmSpec.of(m, n, k, transpose(form & 1), transpose(form & 2))
                                .scaled(turn % 2 == 0 ? 1f : 1.25f, BETAS[turn % 3])
                                .then(epilogue(turn++));
                        trials.add(trial((form & 4) == 0 ? spec : spec.withPacked(Packed.B), isa));
                    }
                }
            }
        }
        run(trials);
    }

    /** Every epilogue where the last vector of a row has each number of columns. */
    @ParameterizedTest
    @EnumSource
    void epilogues(Isa isa) {
        List<Trial> trials = new ArrayList<>();
        for (int turn = 0; turn < 2 * Epilogue.Step.values().length; turn++) {
            for (int n = 1; n <= 2 * isa.lanes() + 1; n++) {
                trials.add(trial(GemmSpec.nn(3, n, 2).scaled(1.25f, n % 2).then(epilogue(turn)), isa));
            }
        }
        run(trials);
    }

    /** In blocks of rows, steps and columns, both operands packed. */
    @ParameterizedTest
    @EnumSource
    void aLargeProduct(Isa isa) {
        run(List.of(large(130, 301, 1040, Transpose.YES, Transpose.YES, isa)));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void largeProducts(Isa isa) {
        List<Trial> trials = new ArrayList<>();
        for (Transpose a : Transpose.values()) {
            for (Transpose b : Transpose.values()) {
                trials.add(large(130, 301, 1040, a, b, isa));
                trials.add(large(130, 2060, 65, a, b, isa));
            }
        }
        run(trials);
    }

    /** Farther than an instruction's displacement reaches. */
    @ParameterizedTest
    @EnumSource
    void rowsMayBeFarApart(Isa isa) {
        for (int m : new int[] {3, 17}) {
            for (int form = 0; form < FORMS; form++) {
                GemmSpec spec = GemmSpec.of(m, 37, 6, transpose(form & 1), transpose(form & 2))
                        .scaled(1f, -.75f)
                        .then(Epilogue.add(.3f))
                        .withPacked((form & 4) == 0 ? Packed.NONE : Packed.B);
                Example example = new Example(spec, Example.Values.REALS, 1);
                Operands operands = example.in(EmulatedKernelsTest::memory, spec);
                EmulatedPlan plan = new EmulatedPlan(spec.leadingDimensions(FAR, FAR, FAR), Plans.PART_OF_MANY, isa);
                Memory memory = new Memory();
                long a = far(memory, "A", operands.a(), spec.rowsOfA(), spec.columnsOfA(), spec.lda(), false);
                long b = far(memory, "B", operands.b(), spec.rowsOfB(), spec.columnsOfB(), spec.ldb(), false);
                long c = far(memory, "C", operands.c(), m, spec.n(), spec.ldc(), true);
                long d = far(memory, "D", operands.d(), m, spec.n(), operands.ldd(), false);
                plan.run(memory, a, b, c, d, FAR, 0, EmulatedPlan.codes(List.of(plan)));
                example.requireDone(operands, plan);
            }
        }
    }

    /** Takes a matrix apart. */
    private static long far(
            Memory memory, String name, MemorySegment near, int rows, int columns, int ld, boolean writable) {
        long address = (name.charAt(0) - 'A' + 1L) << 44;
        for (int i = 0; i < rows; i++) {
            MemorySegment row = near.asSlice((long) i * ld * Float.BYTES, (long) columns * Float.BYTES);
            memory.map(name + " row " + i, address + (long) i * FAR * Float.BYTES, row, writable);
        }
        return address;
    }

    private static Trial large(int m, int n, int k, Transpose a, Transpose b, Isa isa) {
        return trial(GemmSpec.of(m, n, k, a, b).then(Epilogue.BIAS_RELU.withColumnSums()), isa);
    }

    private static Trial trial(GemmSpec spec, Isa isa) {
        return new Trial(
                new Example(spec, Example.Values.REALS, 1), spec, new EmulatedPlan(spec, Plans.PART_OF_MANY, isa));
    }

    private static void run(List<Trial> trials) {
        Map<KernelSpec, Listings.Code> codes =
                EmulatedPlan.codes(trials.stream().map(Trial::plan).toList());
        trials.parallelStream().forEach(trial -> {
            Operands operands = trial.example.in(EmulatedKernelsTest::memory, trial.spec);
            trial.plan.run(operands, codes);
            trial.example.requireDone(operands, trial.plan);
        });
    }

    private static MemorySegment memory(String operand, long bytes) {
        return MemorySegment.ofArray(new float[Math.toIntExact(bytes / Float.BYTES)]);
    }

    private static Epilogue epilogue(int turn) {
        Epilogue.Step[] steps = Epilogue.Step.values();
        Epilogue.Step step = steps[turn / 2 % steps.length];
        return new Epilogue(step, step == Epilogue.Step.ADD ? .3f : 1f, turn % 2 == 1);
    }

    private static Transpose transpose(int bit) {
        return bit == 0 ? Transpose.NO : Transpose.YES;
    }
}
