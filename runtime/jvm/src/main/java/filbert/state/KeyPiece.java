package filbert.state;

/** The piece of a key that is always there while the key is remembered, under {@link #ID}. */
abstract class KeyPiece extends Piece {

    static final long ID = 0;

    /** Time by which the key's retention is reckoned, that of its newest event as a rule. */
    long newest;

    /** Time of the timer that will look whether the key may be forgotten; one is enough, it renews itself. */
    long timerAt;

    /** Whether it was made for the event at hand, so that its timer is yet to be registered; not stored. */
    boolean isNew;

    final void writeTimes(ByteWriter out) {
        out.fixed(newest);
        out.fixed(timerAt);
    }

    final void readTimes(ByteReader in) {
        newest = in.fixed();
        timerAt = in.fixed();
    }

    final void copyTimes(KeyPiece from) {
        newest = from.newest;
        timerAt = from.timerAt;
    }
}
