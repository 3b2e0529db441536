package filbert.kafka;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Lets only records of the replay topic say which event they repeat: what another topic's record says of it is erased.
 *
 * <p>It is done here, and not in SQL, because the name of the topic would have to be compared for each event, and
 * nearly none is a replay.
 */
final class ReplayMarks implements MapFunction<RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private final int mark;
    private final int topic;
    private final String replayTopic;

    /**
     * @param mark position of the column with the id of the repeated event
     * @param topic position of the record's topic
     */
    ReplayMarks(int mark, int topic, String replayTopic) {
        this.mark = mark;
        this.topic = topic;
        this.replayTopic = replayTopic;
    }

    @Override
    public RowData map(RowData row) {
        if (!row.isNullAt(mark) && !replayTopic.equals(row.getString(topic).toString())) {
            ((GenericRowData) row).setField(mark, null);
        }
        return row;
    }
}
