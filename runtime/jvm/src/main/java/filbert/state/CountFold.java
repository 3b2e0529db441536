package filbert.state;

/** How many events count. */
final class CountFold extends Fold {

    private static final long serialVersionUID = 1L;

    CountFold(int ordinal) {
        super(ordinal, true);
    }

    @Override
    void add(Accumulator into, EventChunk events, int from, int to) {
        for (int i = from; i < to; i++) {
            into.count += events.masks[i] >>> ordinal & 1;
        }
    }

    @Override
    void merge(Accumulator into, Accumulator later) {
        into.count += later.count;
    }

    @Override
    void remove(Accumulator from, EventChunk events, int position) {
        from.count--;
    }

    @Override
    void unmerge(Accumulator from, Accumulator part) {
        from.count -= part.count;
    }

    @Override
    Object result(Accumulator accumulator) {
        return accumulator.count;
    }
}
