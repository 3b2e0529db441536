package filbert.state;

/** Until when a subject is snoozed. */
final class Snooze extends Piece {

    /** Milliseconds since 1970. */
    final long until;

    Snooze(long until) {
        this.until = until;
    }

    @Override
    PieceKind kind() {
        return PieceKind.SNOOZE;
    }

    @Override
    Snooze copy() {
        return this;
    }

    @Override
    void write(ByteWriter out) {
        out.fixed(until);
    }

    static Snooze read(ByteReader in) {
        return new Snooze(in.fixed());
    }
}
