package filbert.state;

import org.apache.flink.table.data.StringData;

/** Takes distinct values; may read and write state. */
@FunctionalInterface
interface ValueConsumer {
    void accept(StringData value) throws Exception;
}
