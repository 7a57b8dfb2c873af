package dev.thrice.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mnemonics and what they do. */
final class InstructionSet {
    private final Map<String, Semantic> semantics = new HashMap<>();

    InstructionSet() {
        Integers.addTo(this);
        Branches.addTo(this);
        Moves.addTo(this);
        FloatLanes.addTo(this);
        IntLanes.addTo(this);
        Shuffles.addTo(this);
        Masks.addTo(this);
    }

    void add(String mnemonics, Semantic semantic) {
        for (String mnemonic : List.of(mnemonics.split(" ", -1))) {
            if (semantics.put(mnemonic, semantic) != null) {
                throw new IllegalArgumentException(mnemonic + " twice");
            }
        }
    }

    Semantic of(Instruction instruction) {
        Semantic semantic = semantics.get(instruction.mnemonic());
        if (semantic == null) {
            throw new EmulationException("is not emulated");
        }
        return semantic;
    }
}
