package dev.thrice.kernels.forked;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;

/** A provider of somebody else's, which knows what is exported, and computes nothing. It prints when it is asked whether it works. */
public class Stranger implements GemmProvider {
    /** A provider, as {@link java.util.ServiceLoader} makes it. */
    public Stranger() {}

    /** One between those that wants to be asked before SIMD. */
    public static final class Second extends Stranger {
        /** A provider, as {@link java.util.ServiceLoader} makes it. */
        public Second() {}

        @Override
        public String name() {
            return "second";
        }

        @Override
        public int preference() {
            return 250;
        }
    }

    /** One that wants to be asked before all others, and works only where a property says so. */
    public static final class First extends Stranger {
        /** A provider, as {@link java.util.ServiceLoader} makes it. */
        public First() {}

        @Override
        public String name() {
            return "first";
        }

        @Override
        public int preference() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Optional<String> unavailable() {
            return Boolean.getBoolean("first.works") ? super.unavailable() : Optional.of("it does not work");
        }
    }

    @Override
    public String name() {
        return "stranger";
    }

    @Override
    public Optional<String> unavailable() {
        System.out.println("asked " + name());
        return Optional.empty();
    }

    @Override
    public Optional<String> mistake() {
        return Optional.ofNullable(System.getProperty("mistake"));
    }

    @Override
    public String description() {
        return "a test's";
    }

    @Override
    public boolean fuses(Epilogue epilogue) {
        return epilogue.equals(Epilogue.NONE);
    }

    @Override
    public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
        return (a, b, c, d, ldd, sums) -> Thread.onSpinWait();
    }
}
