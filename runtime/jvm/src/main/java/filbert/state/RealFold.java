package filbert.state;

/** Sum or average of doubles, exact until the result is rounded. */
final class RealFold extends Fold {

    private static final long serialVersionUID = 1L;

    private final int slot;
    private final boolean average;

    RealFold(int ordinal, int slot, boolean average) {
        super(ordinal, true);
        this.slot = slot;
        this.average = average;
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        double[] values = events.doubles[slot];
        for (int i = from; i < to; i++) {
            if (events.counts(i, ordinal)) {
                into.exact().add(values[i]);
                into.count++;
            }
        }
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        if (later.exact != null) {
            into.exact().add(later.exact);
        }
        into.count += later.count;
    }

    @Override
    void remove(Accumulator from, EventChunk events, int position) {
        from.exact().add(-events.doubles[slot][position]);
        from.count--;
    }

    @Override
    void unmerge(Accumulator from, Accumulator part) {
        if (part.exact != null) {
            from.exact().remove(part.exact);
        }
        from.count -= part.count;
    }

    @Override
    Object result(Accumulator accumulator) {
        if (accumulator.count == 0) {
            return null;
        }
        double value = average ? accumulator.exact().average(accumulator.count) : accumulator.exact().value();
        return Double.isInfinite(value) ? ResultFault.E_RANGE : (Object) value;
    }
}
