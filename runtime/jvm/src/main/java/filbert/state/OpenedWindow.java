package filbert.state;

/** Rows of one key and time that wait for the watermark. */
final class OpenedWindow extends KeyPiece {
    @Override
    PieceKind kind() {
        return PieceKind.OPENED;
    }

    @Override
    void write(ByteWriter out) {}

    static OpenedWindow read(ByteReader in) {
        return new OpenedWindow();
    }

    @Override
    Piece copy() {
        return this;
    }
}
