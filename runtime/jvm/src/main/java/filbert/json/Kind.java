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
    MAP
}
