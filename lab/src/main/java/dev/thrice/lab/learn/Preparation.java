package dev.thrice.lab.learn;

import dev.thrice.learn.data.Augmentation;
import dev.thrice.learn.data.Scaling;
import java.util.Optional;

/**
 * What is done to examples on their way into the network.
 *
 * @param scaling of all features, of what is learned from and of what is judged by; nothing for features as they are
 * @param augmentation of what is learned from alone
 */
public record Preparation(Optional<Scaling> scaling, Augmentation augmentation) {
    /** Nothing. */
    public static final Preparation NONE = new Preparation(Optional.empty(), Augmentation.NONE);
}
