package dev.thrice.gate.command.judge;

/**
 * A condition that both builds were measured in.
 *
 * @param what it is about
 * @param base of the base
 * @param candidate of the candidate
 */
public record Setting(String what, String base, String candidate) {
    /**
     * One that is the same for both.
     *
     * @param what it is about
     * @param both of either build
     * @return the setting
     */
    public static Setting of(String what, String both) {
        return new Setting(what, both, both);
    }
}
