package filbert.decision;

/** What is done when several rows of a table match. */
enum HitPolicy {
    FIRST,
    UNIQUE,
    COLLECT
}
