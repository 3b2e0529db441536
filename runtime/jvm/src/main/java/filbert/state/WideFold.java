package filbert.state;

import java.math.BigInteger;

/** Sum or average of decimals of more than 18 digits. */
final class WideFold extends Fold {

    private static final long serialVersionUID = 1L;

    private final int slot;
    private final Result result;

    WideFold(int ordinal, int slot, Result result) {
        super(ordinal, true);
        this.slot = slot;
        this.result = result;
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        for (int i = from; i < to; i++) {
            if (events.counts(i, ordinal)) {
                into.big = sum(into).add(WideDecimalCodec.unscaled(events.bytes[slot][i]));
                into.count++;
            }
        }
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        into.big = sum(into).add(sum(later));
        into.count += later.count;
    }

    @Override
    void remove(Accumulator from, EventChunk events, int position) {
        from.big = sum(from).subtract(WideDecimalCodec.unscaled(events.bytes[slot][position]));
        from.count--;
    }

    @Override
    void unmerge(Accumulator from, Accumulator part) {
        from.big = sum(from).subtract(sum(part));
        from.count -= part.count;
    }

    @Override
    Object result(Accumulator accumulator) {
        return accumulator.count == 0 ? null : result.of(accumulator);
    }

    private static BigInteger sum(Accumulator accumulator) {
        return accumulator.big == null ? BigInteger.ZERO : accumulator.big;
    }
}
