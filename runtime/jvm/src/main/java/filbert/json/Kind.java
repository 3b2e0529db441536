package filbert.json;

/** The kinds of values that a record's column can be declared as. */
enum Kind {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INT,
    BIGINT,
    DECIMAL,
    DOUBLE,
    STRING,
    DATE,
    TIMESTAMP,
    ROW,
    ARRAY,
    MAP;

    /** Whether this is one of the whole numbers. */
    boolean isInteger() {
        return this == TINYINT || this == SMALLINT || this == INT || this == BIGINT;
    }

    /** Whether a whole number lies in the range of this kind. */
    boolean holds(long value) {
        switch (this) {
            case TINYINT:
                return value == (byte) value;
            case SMALLINT:
                return value == (short) value;
            case INT:
                return value == (int) value;
            default:
                return true;
        }
    }
}
