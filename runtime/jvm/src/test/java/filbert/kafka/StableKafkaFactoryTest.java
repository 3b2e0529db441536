package filbert.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.junit.jupiter.api.Test;

/** A source's uid depends on its table's name and topics alone, so that a savepoint fits a changed scenario. */
class StableKafkaFactoryTest {
    private static String uid(String table, String topics, String columns, String query) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.executeSql("CREATE TABLE `" + table + "` (" + columns
                + ", `$offset` BIGINT METADATA FROM 'offset' VIRTUAL"
                + ", `$ingested` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL"
                + ", `$error` STRING METADATA FROM 'value.parse_error' VIRTUAL"
                + ", WATERMARK FOR `$ingested` AS `$ingested` - INTERVAL '5' SECOND) WITH ("
                + "'connector' = 'filbert-kafka', 'topic' = '" + topics + "', 'properties.group.id' = 'g',"
                + "'properties.bootstrap.servers' = 'nowhere:1', 'scan.startup.mode' = 'earliest-offset',"
                + "'scan.bounded.mode' = 'latest-offset', 'format' = 'filbert-json')");
        tables.toDataStream(tables.sqlQuery(query));
        List<String> uids = environment.getStreamGraph().getStreamNodes().stream()
                .filter(node -> node.getInEdges().isEmpty())
                .map(StreamNode::getTransformationUID)
                .toList();
        assertEquals(1, uids.size());
        return uids.get(0);
    }

    @Test
    void theUidIsTheTablesNameAndAHashOfItsTopics() {
        assertEquals("source-n1-9582d030", uid("n1", "sms", "`a` STRING", "SELECT a FROM n1"));
    }

    @Test
    void columnsMetadataAndWhatIsDoneWithThemDoNotMatter() {
        String uid = uid("once-a-day", "sms", "`a` STRING", "SELECT a FROM `once-a-day`");

        assertEquals(
                uid,
                uid("once-a-day", "sms", "`b` BIGINT, `a` STRING",
                        "SELECT `$offset`, `$error` FROM `once-a-day` WHERE b > 5"));
    }

    @Test
    void theOrderOfTopicsDoesNotMatter() {
        assertEquals(
                uid("n1", "sms;replay", "`a` STRING", "SELECT a FROM n1"),
                uid("n1", "replay;sms", "`a` STRING", "SELECT a FROM n1"));
    }

    @Test
    void anotherTopicIsAnotherSource() {
        String uid = uid("n1", "sms", "`a` STRING", "SELECT a FROM n1");

        assertTrue(uid.startsWith("source-n1-"), uid);
        assertNotEquals(uid, uid("n1", "calls", "`a` STRING", "SELECT a FROM n1"));
        assertNotEquals(uid, uid("n2", "sms", "`a` STRING", "SELECT a FROM n2"));
    }
}
