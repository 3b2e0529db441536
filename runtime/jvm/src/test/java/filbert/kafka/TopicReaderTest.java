package filbert.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.Node;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.PartitionInfo;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The reader ends at the end that the topic has when it begins, also where compaction has left gaps. */
class TopicReaderTest {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final List<String> values = new ArrayList<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private void topic(long... ends) {
        List<PartitionInfo> partitions = new ArrayList<>();
        for (int number = 0; number < ends.length; number++) {
            partitions.add(new PartitionInfo("control", number, Node.noNode(), new Node[0], new Node[0]));
            TopicPartition partition = new TopicPartition("control", number);
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, ends[number]));
        }
        consumer.updatePartitions("control", partitions);
    }

    private void record(int partition, long offset, String value) {
        consumer.schedulePollTask(
                () -> consumer.addRecord(
                        new ConsumerRecord<>("control", partition, offset, null, value.getBytes())));
    }

    private Map<Integer, Long> read() {
        return TopicReader.readAll(consumer, "control", value -> values.add(new String(value)), PATIENCE);
    }

    @Test
    void allPartitionsAreReadToTheirEnds() {
        topic(8, 0, 1);
        record(0, 2, "a");
        record(2, 0, "b");
        record(0, 7, "c");

        assertEquals(Map.of(0, 8L, 1, 0L, 2, 1L), read());
        assertEquals(List.of("a", "b", "c"), values);
    }

    @Test
    void aTopicThatDoesNotEndIsAFault() {
        topic(1);

        assertThrows(IllegalStateException.class, this::read);
    }

    @Test
    void soIsATopicThatIsNotThere() {
        assertThrows(IllegalStateException.class, this::read);
    }
}
