package filbert.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Where events wait for the watermark: by key, and by time among the key's pieces. */
final class WaitingRoom {

    private static final byte[] UNKNOWN = {};

    private final int streamColumn;
    private final int partitionColumn;
    private final int offsetColumn;
    private final RowLayout layout;

    /**
     * @param tieColumns positions of stream, partition and offset, -1 for one that is not there
     * @param passed type of what waits with the events
     */
    WaitingRoom(int[] tieColumns, RowType passed) {
        streamColumn = tieColumns[0];
        partitionColumn = tieColumns[1];
        offsetColumn = tieColumns[2];
        layout = new RowLayout(passed);
    }

    /** The number of the piece for a time: far from the small numbers of other pieces. */
    private static long piece(long time) {
        return time ^ Long.MIN_VALUE;
    }

    private static boolean isWaiting(long piece) {
        return piece < 0;
    }

    void add(MapView<Long, Piece> pieces, EventChunk event, RowData row, RowData passed) throws Exception {
        long piece = piece(event.times[0]);
        WaitingRows rows = (WaitingRows) pieces.get(piece);
        if (rows == null) {
            rows = new WaitingRows();
        }
        boolean hasStream = streamColumn >= 0 && !row.isNullAt(streamColumn);
        boolean hasPartition = partitionColumn >= 0 && !row.isNullAt(partitionColumn);
        boolean hasOffset = offsetColumn >= 0 && !row.isNullAt(offsetColumn);
        rows.add(
                new WaitingRows.Entry(
                        event.copy(),
                        hasStream ? row.getString(streamColumn).toBytes() : UNKNOWN,
                        hasPartition ? row.getInt(partitionColumn) : 0,
                        hasOffset ? row.getLong(offsetColumn) : 0,
                        layout.description(),
                        layout.bytes(passed)));
        pieces.put(piece, rows);
    }

    /** Takes out the events of a time, in order. */
    List<WaitingRow> take(MapView<Long, Piece> pieces, long time) throws Exception {
        long piece = piece(time);
        WaitingRows rows = (WaitingRows) pieces.get(piece);
        if (rows == null) {
            return List.of();
        }
        pieces.remove(piece);
        List<WaitingRow> taken = new ArrayList<>();
        for (WaitingRows.Entry entry : rows.inOrder()) {
            taken.add(layout.row(entry));
        }
        return taken;
    }

    /** Removes all pieces of a key but those of events that wait. */
    void clearAllBut(MapView<Long, Piece> pieces) throws Exception {
        List<Long> gone = new ArrayList<>();
        for (Long piece : pieces.keys()) {
            if (!isWaiting(piece)) {
                gone.add(piece);
            }
        }
        for (Long piece : gone) {
            pieces.remove(piece);
        }
    }
}
