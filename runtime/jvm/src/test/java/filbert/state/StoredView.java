package filbert.state;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.api.dataview.MapView;

/** Pieces of one key as RocksDB keeps them: as bytes, so that nothing is shared between two uses. */
final class StoredView extends MapView<Long, Piece> {

    private final MapView<Long, byte[]> stored = new MapView<>();

    @Override
    public Piece get(Long key) throws Exception {
        byte[] bytes = stored.get(key);
        return bytes == null ? null : PieceSerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes));
    }

    @Override
    public void put(Long key, Piece piece) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(256);
        PieceSerializer.INSTANCE.serialize(piece, out);
        stored.put(key, out.getCopyOfBuffer());
    }

    @Override
    public void remove(Long key) throws Exception {
        stored.remove(key);
    }

    @Override
    public Iterable<Long> keys() throws Exception {
        return stored.keys();
    }

    @Override
    public void clear() {
        stored.clear();
    }
}
