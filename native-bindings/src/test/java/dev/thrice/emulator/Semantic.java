package dev.thrice.emulator;

/** What an instruction does to a machine. */
interface Semantic {
    void execute(Machine machine, Instruction instruction);
}
