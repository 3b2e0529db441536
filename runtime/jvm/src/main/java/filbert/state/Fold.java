package filbert.state;

import java.io.Serializable;

/**
 * How one aggregate is calculated. Ranges are always added in order of time.
 *
 * <p>An invertible fold can take events away again, so a running total serves a sliding window. The others are
 * calculated from summaries of parts of the window.
 */
abstract class Fold implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Its place among the node's aggregates, and its bit in the masks of events. */
    final int ordinal;

    final boolean invertible;

    Fold(int ordinal, boolean invertible) {
        this.ordinal = ordinal;
        this.invertible = invertible;
    }

    /** Adds those events of a range that count. */
    abstract void add(Accumulator into, EventChunk events, int from, int to);

    /** Adds what lies after everything that was added so far. */
    abstract void merge(Accumulator into, Accumulator later);

    /** Takes one event away. */
    void remove(Accumulator from, EventChunk events, int position) {
        throw new UnsupportedOperationException();
    }

    /** Takes a part away. */
    void unmerge(Accumulator from, Accumulator part) {
        throw new UnsupportedOperationException();
    }

    /** The result in Flink's internal form, null for none, or a {@link ResultFault}. */
    abstract Object result(Accumulator accumulator);
}
