package dev.thrice.kernels.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A measurement of which provider is fastest for a product. */
@Name("dev.thrice.Calibration")
@Label("Calibration")
@Category({"Thrice", "Kernels"})
@Description("It was measured which provider is fastest for a product, since none like it was on file")
public final class CalibrationRun extends Event {
    private static final CalibrationRun ASKED = new CalibrationRun(); // as PlanChoice's

    @Label("Product")
    @Description("m x n x k, orientation, leading dimensions, scales, epilogue, the operand that comes packed")
    String product;

    @Label("Providers")
    @Description("Those that were measured, in order of preference")
    String providers;

    @Label("Provider")
    @Description("The one that was chosen")
    String provider;

    @Label("Settled")
    @Description(
            "Whether it was found fastest, and kept; else neighbours were on the core all the time, and it is the first in order")
    boolean settled;

    private CalibrationRun() {}

    static CalibrationRun begun() {
        if (!ASKED.isEnabled()) {
            return null;
        }
        CalibrationRun event = new CalibrationRun();
        event.begin();
        return event;
    }

    /** Ends and commits it. */
    public void chose(String newProduct, String newProviders, String newProvider, boolean newSettled) {
        end();
        product = newProduct;
        providers = newProviders;
        provider = newProvider;
        settled = newSettled;
        commit();
    }
}
