package filbert.decision;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;

/**
 * Which rows of a table match: one set of rows for each region of each input, made once; an event costs one search in
 * the bounds and one intersection for each input. The Python twin is {@code filbert.components.decision}.
 */
final class DecisionTable {

    private final Column[] columns;
    private final long[] matches;

    DecisionTable(Column[] columns, int rows) {
        this.columns = columns;
        matches = new long[words(rows)];
    }

    private static int words(int rows) {
        return (rows + Long.SIZE - 1) / Long.SIZE;
    }

    /** The rows that match, one bit each; used again for the next event. */
    long[] matches(RowData input) {
        for (int i = 0; i < columns.length; i++) {
            long[] own = columns[i].rows(input);
            if (i == 0) {
                System.arraycopy(own, 0, matches, 0, matches.length);
                continue;
            }
            for (int word = 0; word < matches.length; word++) {
                matches[word] &= own[word];
            }
        }
        return matches;
    }

    /** The first row from a number on; -1 if there is none. */
    static int next(long[] rows, int from) {
        int word = from / Long.SIZE;
        if (word >= rows.length) {
            return -1;
        }
        long rest = rows[word] & (-1L << from);
        while (rest == 0) {
            if (++word == rows.length) {
                return -1;
            }
            rest = rows[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
    }

    /** One input. */
    static final class Column {

        private final int position;
        private final Bounds bounds;

        /** Rows that take every value, and NULL. */
        private final long[] any;

        /** By region: rows that begin or end there. */
        private final List<List<Integer>> changes;

        private long[][] rowsByRegion;

        Column(int position, Bounds bounds, int rows) {
            this.position = position;
            this.bounds = bounds;
            any = new long[words(rows)];
            changes = new ArrayList<>();
            for (int region = 0; region <= bounds.size() + 1; region++) {
                changes.add(new ArrayList<>(2));
            }
        }

        /** Adds a row; regions in pairs that do not touch, null for any. */
        void add(int row, int[] regions) {
            if (regions == null) {
                flip(any, row);
                return;
            }
            for (int region : regions) {
                changes.get(region).add(row);
            }
        }

        private static void flip(long[] rows, int row) {
            rows[row / Long.SIZE] ^= 1L << row;
        }

        void finish() {
            rowsByRegion = new long[bounds.size() + 1][];
            long[] current = any.clone();
            for (int region = 0; region < rowsByRegion.length; region++) {
                for (int row : changes.get(region)) {
                    flip(current, row);
                }
                rowsByRegion[region] = current.clone();
            }
            changes.clear();
        }

        long[] rows(RowData input) {
            return input.isNullAt(position) ? any : rowsByRegion[bounds.region(input, position)];
        }
    }
}
