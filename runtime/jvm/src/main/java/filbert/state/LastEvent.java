package filbert.state;

/** Rows of one key and time that wait for the watermark. */
final class LastEvent extends KeyPiece {
    @Override
    PieceKind kind() {
        return PieceKind.LAST_EVENT;
    }

    @Override
    void write(ByteWriter out) {}

    static LastEvent read(ByteReader in) {
        return new LastEvent();
    }

    @Override
    Piece copy() {
        return this;
    }
}
