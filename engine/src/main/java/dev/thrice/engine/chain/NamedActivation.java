package dev.thrice.engine.chain;

/** An activation of the library's, which its name tells from all others. */
abstract class NamedActivation implements Activation {
    private final String name;

    NamedActivation(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof NamedActivation activation && name.equals(activation.name);
    }

    @Override
    public final int hashCode() {
        return name.hashCode();
    }

    @Override
    public final String toString() {
        return name;
    }
}
