package filbert.functions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offsets of a time zone, from the table that the Python twin, {@code zone.py}, reads too: the one of the JDK may
 * be of another version of the tz database. Times are milliseconds, local ones as if their clock showed UTC.
 */
final class Zone {
    private static final Map<String, Zone> ZONES = new ConcurrentHashMap<>();

    private final long[] changes;
    private final long[] offsets;
    private final long[] localEnds;

    private Zone(long[] changes, long[] offsets, long[] localEnds) {
        this.changes = changes;
        this.offsets = offsets;
        this.localEnds = localEnds;
    }

    /** A zone by its name; null if there is none. */
    static Zone of(String name) {
        return name == null || !Lines.ALL.containsKey(name) ? null : ZONES.computeIfAbsent(name, Zone::read);
    }

    /** Loaded when the first zone is asked for. */
    private static final class Lines {
        static final Map<String, String> ALL = new HashMap<>();

        static {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(Zone.class.getResourceAsStream("zones.txt"), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.startsWith("#")) {
                        int space = line.indexOf(' ');
                        ALL.put(line.substring(0, space), line.substring(space + 1));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Zone read(String name) {
        String line = Lines.ALL.get(name);
        if (line.startsWith("= ")) {
            line = Lines.ALL.get(line.substring(2));
        }
        String[] parts = line.split(" ");
        long[] known = Arrays.stream(parts[0].split(",")).mapToLong(offset -> Long.parseLong(offset) * 1000).toArray();
        long[] changes = new long[parts.length - 2];
        long[] offsets = new long[parts.length - 1];
        long[] localEnds = new long[parts.length - 2];
        long second = 0;
        for (int number = 0; number < offsets.length; number++) {
            String part = parts[number + 1];
            second += Long.parseLong(part.substring(1), 36);
            offsets[number] = known[part.charAt(0) - '0'];
            if (number > 0) {
                changes[number - 1] = second * 1000;
                localEnds[number - 1] = second * 1000 + offsets[number - 1];
            }
        }
        return new Zone(changes, offsets, localEnds);
    }

    /** How many elements are not larger. */
    private static int after(long[] sorted, long value) {
        int found = Arrays.binarySearch(sorted, value);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** What the clocks of the zone show. */
    long toLocal(long instant) {
        return instant + offsets[after(changes, instant)];
    }

    /** When the clocks show a time: the first time if they do twice; by the clock before it if they skip it. */
    long toInstant(long local) {
        int number = after(localEnds, local);
        long instant = local - offsets[number];
        return number > 0 && instant < changes[number - 1] ? local - offsets[number - 1] : instant;
    }
}
