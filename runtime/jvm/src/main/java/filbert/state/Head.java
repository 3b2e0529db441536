package filbert.state;

/**
 * The piece of a key that every event reads and writes: the newest events, the running totals, the oldest chunk that
 * is partly inside the window, and where the rest is. Its size has a bound that does not depend on the window.
 *
 * <p>"The window" here is (newest − W, newest], that of the newest event.
 */
final class Head extends KeyPiece {

    static final long NONE = -1;

    /** Length of the window for which the totals hold; another one after a change of the scenario. */
    long window;

    /** Time of the oldest event in the window. */
    long nextExpiry = Long.MAX_VALUE;

    /** Pieces get their numbers from here. */
    long nextId;

    /** The newest events, not yet in a chunk of their own. */
    Chunk active;

    /** First event of the active ones that is in the window. */
    int activeFrom;

    /** The chunk that holds the oldest event in the window, and its page; none when all of them are active. */
    long edge = NONE;

    long edgePage = NONE;

    /** Content of that chunk, and its first event in the window. */
    Chunk oldest;

    int oldestFrom;

    /** Results over the window, of invertible folds. */
    Accumulator[] totals;

    /** Results over the chunks after the edge, of the other folds. */
    Accumulator[] middle;

    /** Pages in order of time; with more than one, the directory lists all but the last. */
    long firstPage = NONE;

    long lastPage = NONE;

    /** Newest time in the first chunk, and in the last one. */
    long firstTo = Long.MAX_VALUE;

    long lastTo = Long.MIN_VALUE;

    @Override
    PieceKind kind() {
        return PieceKind.HEAD;
    }

    boolean hasChunks() {
        return firstPage != NONE;
    }

    @Override
    Head copy() {
        Head copy = new Head();
        copy.copyTimes(this);
        copy.window = window;
        copy.nextExpiry = nextExpiry;
        copy.nextId = nextId;
        copy.active = (Chunk) active.copy();
        copy.activeFrom = activeFrom;
        copy.edge = edge;
        copy.edgePage = edgePage;
        copy.oldest = oldest == null ? null : (Chunk) oldest.copy();
        copy.oldestFrom = oldestFrom;
        copy.totals = Accumulator.copy(totals);
        copy.middle = Accumulator.copy(middle);
        copy.firstPage = firstPage;
        copy.lastPage = lastPage;
        copy.firstTo = firstTo;
        copy.lastTo = lastTo;
        return copy;
    }

    @Override
    void write(ByteWriter out) {
        writeTimes(out);
        out.count(window);
        out.fixed(nextExpiry);
        out.count(nextId);
        out.count(active.kind().number);
        active.write(out, 0);
        out.count(activeFrom);
        Accumulator.write(out, totals);
        out.number(firstPage);
        if (!hasChunks()) {
            return;
        }
        out.number(lastPage);
        out.fixed(firstTo);
        out.fixed(lastTo);
        out.number(edge);
        if (edge == NONE) {
            return;
        }
        out.number(edgePage);
        out.count(oldest.kind().number);
        oldest.write(out, oldestFrom);
        Accumulator.write(out, middle);
    }

    static Head read(ByteReader in) {
        Head head = new Head();
        head.readTimes(in);
        head.window = in.count();
        head.nextExpiry = in.fixed();
        head.nextId = in.count();
        head.active = (Chunk) PieceKind.of(in.size()).read(in);
        head.activeFrom = in.size();
        head.totals = Accumulator.readArray(in);
        head.middle = Accumulator.array(head.totals.length);
        head.firstPage = in.number();
        if (!head.hasChunks()) {
            return head;
        }
        head.lastPage = in.number();
        head.firstTo = in.fixed();
        head.lastTo = in.fixed();
        head.edge = in.number();
        if (head.edge == NONE) {
            return head;
        }
        head.edgePage = in.number();
        head.oldest = (Chunk) PieceKind.of(in.size()).read(in);
        head.middle = Accumulator.readArray(in);
        return head;
    }
}
