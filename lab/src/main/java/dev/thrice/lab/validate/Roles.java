package dev.thrice.lab.validate;

import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import java.util.ArrayList;
import java.util.List;

/** What each contender is, for the results; the contenders themselves only have names. */
final class Roles {
    static final String REFERENCE = "reference kernel";
    static final String AGAIN = "backprop, again";

    private Roles() {}

    static List<Contender> of(Subject subject) {
        int length = subject.network().chain().length();
        List<Contender> roles = new ArrayList<>();
        roles.add(Contender.of(Subject.FORWARD, Task.FORWARD));
        for (int l = 0; l < length; l++) {
            roles.add(Contender.ofFunction(Subject.function(l), Task.FUNCTION_FORWARD, l));
        }
        for (boolean parameters : new boolean[] {false, true}) {
            String suffix = parameters ? Subject.AND_PARAMETERS : "";
            roles.add(
                    new Contender(Subject.BACKPROP + suffix, Task.BACKPROPAGATION, null, "backprop", 1, 0, parameters));
            roles.add(fpa(Subject.FPA_ONE + suffix, 1, length, parameters));
            if (subject.workers() > 1) {
                roles.add(fpa(subject.fpaAllName() + suffix, subject.workers(), length, parameters));
            }
        }
        roles.add(new Contender(AGAIN, Task.AGAIN, null, "backprop", 1, 0, false));
        roles.add(Contender.of(REFERENCE, Task.REFERENCE));
        return roles;
    }

    private static Contender fpa(String name, int workers, int length, boolean parameters) {
        return new Contender(name, Task.PREDICTIVE_CODING, null, "fpa", workers, length - 1, parameters);
    }
}
