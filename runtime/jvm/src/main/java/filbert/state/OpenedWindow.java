package filbert.state;

/** When a key's last event passed; {@code newest} is its time. */
final class OpenedWindow extends KeyPiece {

    @Override
    PieceKind kind() {
        return PieceKind.OPENED;
    }

    @Override
    OpenedWindow copy() {
        OpenedWindow copy = new OpenedWindow();
        copy.copyTimes(this);
        return copy;
    }

    @Override
    void write(ByteWriter out) {
        writeTimes(out);
    }

    static OpenedWindow read(ByteReader in) {
        OpenedWindow opened = new OpenedWindow();
        opened.readTimes(in);
        return opened;
    }
}
