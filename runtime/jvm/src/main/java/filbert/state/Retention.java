package filbert.state;

import java.util.concurrent.TimeUnit;

/** How long what is kept by key outlives its use, for events that are late by the watermark. */
final class Retention {

    private static final long LONGEST_DELAY = TimeUnit.HOURS.toMillis(1);

    private Retention() {}

    /** A use of some milliseconds, and as much again but at most an hour. The Python twin does the same. */
    static long of(long use) {
        return use + Math.min(use, LONGEST_DELAY);
    }
}
