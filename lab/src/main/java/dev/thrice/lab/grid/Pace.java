package dev.thrice.lab.grid;

/** What a unit of work costs, for cells of one kind; two equal ones are one kind. */
public interface Pace {
    /**
     * Measures it by doing a little of it; several threads at a time measure each their own.
     *
     * @return seconds a unit
     */
    double measure();
}
