package filbert.state;

/** Sum or average of whole numbers, or of decimals by their unscaled value, exact in 128 bits. */
final class WholeFold extends Fold {

    private static final long serialVersionUID = 1L;

    private final int slot;
    private final Result result;

    WholeFold(int ordinal, int slot, Result result) {
        super(ordinal, true);
        this.slot = slot;
        this.result = result;
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        long[] values = events.longs[slot];
        for (int i = from; i < to; i++) {
            if (events.counts(i, ordinal)) {
                into.addWhole(values[i]);
                into.count++;
            }
        }
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        into.addWhole(later);
        into.count += later.count;
    }

    @Override
    void remove(Accumulator from, EventChunk events, int position) {
        from.removeWhole(events.longs[slot][position]);
        from.count--;
    }

    @Override
    void unmerge(Accumulator from, Accumulator part) {
        from.removeWhole(part);
        from.count -= part.count;
    }

    @Override
    Object result(Accumulator accumulator) {
        return accumulator.count == 0 ? null : result.of(accumulator);
    }
}
