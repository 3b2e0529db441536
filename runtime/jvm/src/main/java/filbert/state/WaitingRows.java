package filbert.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Events of one key and time that wait for the watermark. */
final class WaitingRows extends Piece {

    /**
     * One of them.
     *
     * @param event what the state keeps of it, read when it came
     * @param stream first part of its place among events of equal time; empty if unknown
     * @param layout type of the pass-through columns, as text
     * @param passed the pass-through columns
     */
    record Entry(EventChunk event, byte[] stream, long partition, long offset, byte[] layout, byte[] passed) {}

    private static final Comparator<Entry> PLACE =
            Comparator.comparing(Entry::stream, java.util.Arrays::compareUnsigned)
                    .thenComparingLong(Entry::partition)
                    .thenComparingLong(Entry::offset);

    private final List<Entry> entries;

    WaitingRows() {
        this(new ArrayList<>(1));
    }

    private WaitingRows(List<Entry> entries) {
        this.entries = entries;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** The events by stream, partition, offset; those of one place as they came. */
    List<Entry> inOrder() {
        if (entries.size() > 1) {
            entries.sort(PLACE);
        }
        return entries;
    }

    @Override
    PieceKind kind() {
        return PieceKind.WAITING;
    }

    @Override
    WaitingRows copy() {
        return new WaitingRows(new ArrayList<>(entries));
    }

    @Override
    void write(ByteWriter out) {
        out.count(entries.size());
        for (Entry entry : entries) {
            entry.event.write(out);
            out.bytes(entry.stream);
            out.number(entry.partition);
            out.number(entry.offset);
            out.bytes(entry.layout);
            out.bytes(entry.passed);
        }
    }

    static WaitingRows read(ByteReader in) {
        int size = in.size();
        List<Entry> entries = new ArrayList<>(size + 1);
        for (int i = 0; i < size; i++) {
            entries.add(
                    new Entry(
                            EventChunk.read(in), in.bytes(), in.number(), in.number(), in.bytes(), in.bytes()));
        }
        return new WaitingRows(entries);
    }
}
