package dev.thrice.lab.kernel;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.WholeFile;
import dev.thrice.jit.JitPlan;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.lab.learn.Names;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the code that the provider {@code jit} assembles for a product. */
@Command(
        name = "kernel",
        description = {
            "The machine code of a product C = epilogue(alpha op(A) op(B) + beta C), with C [M x N] and K terms a sum, as the"
                    + " provider jit plans it: the calls that a run makes, and of each kernel its tiles, registers and bytes.",
            "Rows are as far apart as an allocated tensor's. Nothing is run, so that any instruction set can be shown."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice kernel 64x10x784 --isa avx2 --epilogue bias-tanh --listing",
        mixinStandardHelpOptions = true)
public final class KernelCommand implements Runnable {
    /** Which operands are transposed. */
    private enum Orientation {
        NN,
        NT,
        TN,
        TT;

        Transpose transpose(int operand) {
            return name().charAt(operand) == 'T' ? Transpose.YES : Transpose.NO;
        }
    }

    private static final class OrientationNames extends Names<Orientation> {
        OrientationNames() {
            super(Orientation.class);
        }
    }

    private static final class EpilogueNames extends Names<Epilogue.Step> {
        EpilogueNames() {
            super(Epilogue.Step.class);
        }
    }

    @Parameters(
            paramLabel = "MxNxK",
            converter = SizeOnCommandLine.class,
            description = "The sizes, such as 64x10x784.")
    private GemmSpec.Size size;

    @Option(
            names = "--orientation",
            paramLabel = "NAME",
            defaultValue = "nn",
            converter = OrientationNames.class,
            completionCandidates = OrientationNames.class,
            description = "Which of A and B is transposed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Orientation orientation;

    @Option(
            names = "--alpha",
            paramLabel = "X",
            defaultValue = "1",
            description = "Factor of the product (default: ${DEFAULT-VALUE}).")
    private float alpha;

    @Option(
            names = "--beta",
            paramLabel = "X",
            defaultValue = "0",
            description = "Factor of the old C (default: ${DEFAULT-VALUE}).")
    private float beta;

    @Option(
            names = "--epilogue",
            paramLabel = "NAME",
            defaultValue = "none",
            converter = EpilogueNames.class,
            completionCandidates = EpilogueNames.class,
            description =
                    "What becomes of each element: ${COMPLETION-CANDIDATES} of a matrix (default: ${DEFAULT-VALUE}).")
    private Epilogue.Step epilogue;

    @Option(names = "--column-sums", description = "Take the sum of each column of C along.")
    private boolean columnSums;

    @Option(names = "--packed-b", description = "B comes packed.")
    private boolean packedB;

    @Option(
            names = "--isa",
            paramLabel = "NAME",
            description = "Instruction set: avx2, avx512 (default: that of this machine's products).")
    private String isa;

    @Option(names = "--listing", description = "Print every instruction with its offset and bytes.")
    private boolean listing;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all of it.")
    private Path json;

    private KernelCommand() {}

    @Override
    public void run() {
        UsageError.require("--alpha", alpha, Float.isFinite(alpha), "a finite number");
        UsageError.require("--beta", beta, Float.isFinite(beta), "a finite number");
        UsageError.require(
                "--isa",
                isa,
                isa == null || JitPlan.instructionSets().contains(isa),
                "one of " + String.join(", ", JitPlan.instructionSets()));
        Memory.here().requireMachine(product(), bytes());
        GemmSpec spec = UsageError.unlessRefused(this::spec);
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        JitPlan plan = JitPlan.of(spec, isa == null ? isaHere() : isa);
        System.out.print(PlanText.of(product(), plan, listing));
        if (json != null) {
            JsonFile.write(json, PlanDocument.of(product(), plan));
            System.out.println("written: " + json);
        }
    }

    private static String isaHere() {
        try {
            return JitPlan.instructionSetHere();
        } catch (IllegalStateException e) {
            throw new UserError("provider jit is not available: " + e.getMessage() + "; --isa "
                    + String.join(" or --isa ", JitPlan.instructionSets()) + " shows its code all the same");
        }
    }

    private GemmSpec spec() {
        Epilogue fused = new Epilogue(epilogue, 1f, columnSums);
        return GemmSpec.of(size.m(), size.n(), size.k(), orientation.transpose(0), orientation.transpose(1))
                .scaled(alpha, beta)
                .then(fused)
                .withPacked(packedB ? Packed.B : Packed.NONE);
    }

    private double bytes() {
        double m = size.m();
        double n = size.n();
        double k = size.k();
        return Float.BYTES * (m * k + k * n + m * n);
    }

    /** In words, without what is as usual. */
    private String product() {
        return String.format(Locale.ROOT, "%d x %d x %d %s", size.m(), size.n(), size.k(), orientation)
                + (alpha == 1f ? "" : ", alpha " + alpha)
                + (beta == 0f ? "" : ", beta " + beta)
                + (epilogue == Epilogue.Step.NONE ? "" : ", " + Names.of(epilogue))
                + (columnSums ? ", column sums" : "")
                + (packedB ? ", B packed" : "");
    }
}
