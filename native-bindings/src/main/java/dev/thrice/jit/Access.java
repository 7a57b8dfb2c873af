package dev.thrice.jit;

import dev.thrice.kernels.spec.Transpose;

/**
 * Where the elements of a block of op(A) or op(B) lie. Its extent is the rows of A or the columns of B; its steps are those of k.
 *
 * @param extent bytes from one row of A, or column of B, to the next
 * @param step bytes from one step of k to the next
 * @param panel bytes from one panel to the next where it is packed in panels, one behind the other; 0 where it is as stored
 */
record Access(long extent, long step, long panel) {
    /** Packed: panels of so many rows or columns, of which the last ones may use less, each of so many steps. */
    static Access panels(int width, int depth) {
        long step = (long) width * Float.BYTES;
        return new Access(Float.BYTES, step, step * Math.max(1, depth));
    }

    /** op(B) packed, by its number of steps alone. */
    static Access panelsOfB(Isa isa, int depth) {
        return panels(Tiling.PANEL_VECTORS * isa.lanes(), depth);
    }

    /** As it is stored. */
    static Access ofA(Transpose transpose, int ld) {
        long stride = (long) ld * Float.BYTES;
        return transpose == Transpose.NO ? new Access(stride, Float.BYTES, 0) : new Access(Float.BYTES, stride, 0);
    }

    /** As it is stored. */
    static Access ofB(Transpose transpose, int ld) {
        return ofA(transpose == Transpose.NO ? Transpose.YES : Transpose.NO, ld);
    }

    boolean isPacked() {
        return panel > 0;
    }

    /** Bytes from a panel of such a width to the next. */
    long toNext(int width) {
        return isPacked() ? panel : width * extent;
    }

    /** Bytes from the beginning to a step of a row of A or column of B, with which a panel begins if there are any. */
    long at(int index, int stepsBefore) {
        long first = isPacked() ? index * extent / step * panel : index * extent;
        return first + stepsBefore * step;
    }

    /** Rows or columns of a panel. */
    int width() {
        return Math.toIntExact(step / extent);
    }

    /** Whether neighbours in the extent are neighbours in memory. */
    boolean isContiguous() {
        return extent == Float.BYTES;
    }
}
