package filbert.state;

/** The values of a key's last event. */
final class LastEvent extends KeyPiece {

    /** A chunk of that one event; bit i of its mask says that value i is there. */
    EventChunk event;

    @Override
    PieceKind kind() {
        return PieceKind.LAST_EVENT;
    }

    @Override
    LastEvent copy() {
        LastEvent copy = new LastEvent();
        copy.copyTimes(this);
        copy.event = event.copy();
        return copy;
    }

    @Override
    void write(ByteWriter out) {
        writeTimes(out);
        event.write(out);
    }

    static LastEvent read(ByteReader in) {
        LastEvent last = new LastEvent();
        last.readTimes(in);
        last.event = EventChunk.read(in);
        return last;
    }
}
