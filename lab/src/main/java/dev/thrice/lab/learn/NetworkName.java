package dev.thrice.lab.learn;

/** Kinds of networks, by the names they have on the command line. */
public enum NetworkName {
    /** Hidden tanh layers of one width. */
    PERCEPTRON,
    /** LeNet-5 of LeCun et al. (1998). */
    LENET5;

    /** Of this enum. */
    public static final class OnCommandLine extends Names<NetworkName> {
        private OnCommandLine() {
            super(NetworkName.class);
        }
    }
}
