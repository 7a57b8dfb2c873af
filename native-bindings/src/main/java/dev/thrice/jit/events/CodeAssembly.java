package dev.thrice.jit.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Code that was assembled and put where it can run. */
@Name("dev.thrice.CodeAssembly")
@Label("Code Assembly")
@Category({"Thrice", "Kernels"})
@Description("Machine code was assembled and put into memory of its own; plans of the same kernel share it")
public final class CodeAssembly extends Event {
    /** To be asked whether events are recorded: where that is asked of a new one, it is garbage. */
    private static final CodeAssembly ASKED = new CodeAssembly();

    @Label("Kernel")
    @Description("What the code does, of which sizes, in which tiles")
    String kernel;

    @Label("Instruction Set")
    @Description("That the code is of")
    String instructionSet;

    @Label("Bytes")
    @Description("Of instructions and constants")
    @DataAmount
    long bytes;

    private CodeAssembly() {}

    static CodeAssembly begun() {
        if (!ASKED.isEnabled()) {
            return null;
        }
        CodeAssembly event = new CodeAssembly();
        event.begin();
        return event;
    }

    /** Ends and commits it: which kernel, of how many bytes. */
    public void assembled(String newKernel, String newInstructionSet, long newBytes) {
        end();
        kernel = newKernel;
        instructionSet = newInstructionSet;
        bytes = newBytes;
        commit();
    }
}
