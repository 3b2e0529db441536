package filbert.state;

/** The kinds of pieces, with the numbers under which they are stored. A number is never used again; 8 was one. */
enum PieceKind {
    HEAD(1) {
        @Override
        Piece read(ByteReader in) {
            return Head.read(in);
        }
    },
    EVENTS(2) {
        @Override
        Piece read(ByteReader in) {
            return EventChunk.read(in);
        }
    },
    BUCKETS(3) {
        @Override
        Piece read(ByteReader in) {
            return BucketChunk.read(in);
        }
    },
    INDEX(4) {
        @Override
        Piece read(ByteReader in) {
            return Index.read(in);
        }
    },
    WAITING(5) {
        @Override
        Piece read(ByteReader in) {
            return WaitingRows.read(in);
        }
    },
    LAST_EVENT(6) {
        @Override
        Piece read(ByteReader in) {
            return LastEvent.read(in);
        }
    },
    OPENED(7) {
        @Override
        Piece read(ByteReader in) {
            return OpenedWindow.read(in);
        }
    };

    final int number;

    PieceKind(int number) {
        this.number = number;
    }

    abstract Piece read(ByteReader in);

    static PieceKind of(int number) {
        for (PieceKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalStateException("state of a newer version: piece of kind " + number);
    }
}
