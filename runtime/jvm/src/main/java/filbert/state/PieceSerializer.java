package filbert.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Stores pieces in a form that describes itself: length, version, kind, content.
 *
 * <p>Flink keeps this class by Java serialization in savepoints, hence the fixed version number and no fields. A later
 * layout gets a new {@link #VERSION}; what older versions wrote stays readable.
 */
public final class PieceSerializer extends TypeSerializerSingleton<Piece> {

    /** The only instance that is needed. */
    public static final PieceSerializer INSTANCE = new PieceSerializer();

    static final int VERSION = 1;
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<ByteWriter> WRITER = ThreadLocal.withInitial(ByteWriter::new);

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public Piece createInstance() {
        return null;
    }

    @Override
    public Piece copy(Piece from) {
        return from.copy();
    }

    @Override
    public Piece copy(Piece from, Piece reuse) {
        return from.copy();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Piece piece, DataOutputView target) throws IOException {
        ByteWriter out = WRITER.get();
        out.reset();
        out.count(VERSION);
        out.count(piece.kind().number);
        piece.write(out);
        target.writeInt(out.size());
        target.write(out.buffer(), 0, out.size());
    }

    @Override
    public Piece deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        ByteReader in = new ByteReader(bytes);
        long version = in.count();
        if (version != VERSION) {
            throw new IOException("state of version " + version + " cannot be read, only " + VERSION);
        }
        return PieceKind.of(in.size()).read(in);
    }

    @Override
    public Piece deserialize(Piece reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public TypeSerializerSnapshot<Piece> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** Says in savepoints which serializer to use; the version of a piece is in the piece. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Piece> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
