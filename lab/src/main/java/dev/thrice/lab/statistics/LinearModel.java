package dev.thrice.lab.statistics;

import java.util.stream.DoubleStream;

/**
 * y = intercept + slope x through most of the points: Theil's estimator (1950; ties in x as in Sen 1968), the median slope
 * of all pairs and the median intercept given it. A minority of points that obey another law, such as one slowed layer
 * among five, stands out in the residuals instead of bending the line, as it would by least squares. Times do not begin
 * below 0 nor fall with work; where the points say so, the line is drawn through the origin.
 *
 * @param intercept y at x = 0
 * @param slope y for each x
 */
public record LinearModel(double intercept, double slope) {

    /**
     * Fits the model.
     *
     * @param x at least one, all above 0
     * @param y as many, all above 0
     * @return the fit
     */
    public static LinearModel fit(double[] x, double[] y) {
        DoubleStream.Builder slopes = DoubleStream.builder();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                if (x[i] != x[j]) {
                    slopes.add((y[i] - y[j]) / (x[i] - x[j]));
                }
            }
        }
        double[] all = slopes.build().toArray();
        double slope = all.length == 0 ? 0 : Series.median(all);
        double[] intercepts = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            intercepts[i] = y[i] - slope * x[i];
        }
        double intercept = Series.median(intercepts);
        return slope > 0 && intercept >= 0
                ? new LinearModel(intercept, slope)
                : new LinearModel(0, Series.medianRatio(y, x));
    }

    /**
     * What the model expects.
     *
     * @param x where
     * @return y there
     */
    public double at(double x) {
        return intercept + slope * x;
    }
}
