package filbert.state;

import java.util.Arrays;

/** An aggregate that is one of the values: the smallest, largest, first or last. */
final class ValueFold extends Fold {

    /** Which of the values it is. */
    enum Choice {
        MINIMUM,
        MAXIMUM,
        FIRST,
        LAST
    }

    private static final long serialVersionUID = 1L;

    private final int slot;
    private final ValueCodec codec;
    private final Choice choice;

    ValueFold(int ordinal, int slot, ValueCodec codec, Choice choice) {
        super(ordinal, false);
        this.slot = slot;
        this.codec = codec;
        this.choice = choice;
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        if (choice == Choice.LAST) {
            addLast(into, events, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            if (!events.counts(i, ordinal)) {
                continue;
            }
            if (into.count++ == 0) {
                take(into, events, i);
            } else if (choice == Choice.FIRST) {
                return;
            } else if (isBetter(into, events, i)) {
                take(into, events, i);
            }
        }
    }

    private void addLast(Accumulator into, EventChunk events, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (events.counts(i, ordinal)) {
                into.count++;
                take(into, events, i);
                return;
            }
        }
    }

    private boolean isBetter(Accumulator best, EventChunk events, int position) {
        return isBetter(
                switch (codec.kind) {
                    case LONG -> Long.compare(events.longs[slot][position], best.number);
                    case DOUBLE -> Double.compare(events.doubles[slot][position], best.real);
                    case BYTES -> Arrays.compareUnsigned(events.bytes[slot][position], best.bytes);
                });
    }

    private boolean isBetter(int comparison) {
        return choice == Choice.MINIMUM ? comparison < 0 : comparison > 0;
    }

    private void take(Accumulator into, EventChunk events, int position) {
        switch (codec.kind) {
            case LONG -> into.number = events.longs[slot][position];
            case DOUBLE -> into.real = events.doubles[slot][position];
            case BYTES -> into.bytes = events.bytes[slot][position];
        }
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        if (later.count == 0) {
            return;
        }
        boolean taken =
                into.count == 0
                        || switch (choice) {
                            case FIRST -> false;
                            case LAST -> true;
                            case MINIMUM, MAXIMUM -> isBetter(
                                    switch (codec.kind) {
                                        case LONG -> Long.compare(later.number, into.number);
                                        case DOUBLE -> Double.compare(later.real, into.real);
                                        case BYTES -> Arrays.compareUnsigned(later.bytes, into.bytes);
                                    });
                        };
        if (taken) {
            into.number = later.number;
            into.real = later.real;
            into.bytes = later.bytes;
        }
        // Only whether there are any is of interest.
        into.count += later.count;
    }

    @Override
    Object result(Accumulator accumulator) {
        if (accumulator.count == 0) {
            return null;
        }
        return switch (codec.kind) {
            case LONG -> codec.fromLong(accumulator.number);
            case DOUBLE -> accumulator.real;
            case BYTES -> codec.fromBytes(accumulator.bytes);
        };
    }
}
