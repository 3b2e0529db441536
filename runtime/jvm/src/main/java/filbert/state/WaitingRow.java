package filbert.state;

import org.apache.flink.table.data.RowData;

/**
 * An event whose turn has come.
 *
 * @param passed its pass-through columns
 * @param changed what became of the columns since it came; null for nothing
 */
record WaitingRow(EventChunk event, RowData passed, String changed) {}
