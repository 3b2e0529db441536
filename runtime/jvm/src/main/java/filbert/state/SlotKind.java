package filbert.state;

/** How a value is kept in a chunk, with the number under which it is stored. */
enum SlotKind {
    /** Whole numbers, booleans, dates, timestamps and decimals of up to 18 digits. */
    LONG(0),
    DOUBLE(1),
    /** Texts, wider decimals, records, arrays, maps. */
    BYTES(2);

    final int number;

    SlotKind(int number) {
        this.number = number;
    }

    static SlotKind of(int number) {
        return switch (number) {
            case 0 -> LONG;
            case 1 -> DOUBLE;
            case 2 -> BYTES;
            default -> throw new IllegalStateException("state of a newer version: slot of kind " + number);
        };
    }
}
