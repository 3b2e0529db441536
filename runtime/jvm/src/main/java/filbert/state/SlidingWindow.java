package filbert.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.data.StringData;

/**
 * Exact aggregates over (t − W, t] for one key at a time, at a cost per event that does not grow with the window.
 *
 * <p>The newest events and running totals are in the {@link Head}. Older events are in chunks, which are listed with
 * summaries in pages, and pages with summaries in a directory. An event in order of time touches the head, and once
 * per chunk of events a chunk and a page at either end of the window. An event out of order is put where it belongs,
 * and is answered as of its own time: close to the newest by taking back what is newer, else from summaries.
 *
 * <p>Held are the key's events younger than its newest − W − lateness. An older event is late: it is answered from
 * itself alone and is not held. The Python twin is {@code filbert.components.windows.SlidingAggregate}.
 */
final class SlidingWindow {

    private static final long HEAD = KeyPiece.ID;
    private static final long DIRECTORY = 1;
    private static final long FIRST_ID = 2;
    private static final int NOT_LISTED = -1;

    private final Fold[] folds;
    private final DistinctFold[] distinctFolds;
    private final boolean hasMiddle;
    private final long window;
    private final long lateness;
    private final long resolution;
    private final SlotKind[] slots;
    private final int chunkSize;
    private final int keptActive;
    private final int pageSize;

    private final Accumulator[] answer;
    private MapView<Long, Piece> pieces;
    private MapView<StringData, Integer> seen;
    private Head key;
    private long late;
    private long outOfOrder;

    SlidingWindow(AggregateSpec spec) {
        this(spec, 64, 16, 64);
    }

    /** With other sizes than the proven ones, for tests. */
    SlidingWindow(AggregateSpec spec, int chunkSize, int keptActive, int pageSize) {
        this.folds = spec.folds();
        this.window = spec.window();
        this.lateness = spec.lateness();
        this.resolution = Math.max(spec.resolution(), 1);
        this.slots = spec.reader().slotKinds();
        this.chunkSize = chunkSize;
        this.keptActive = keptActive;
        this.pageSize = pageSize;
        int distinct = 0;
        boolean middle = false;
        for (Fold fold : folds) {
            distinct += fold instanceof DistinctFold ? 1 : 0;
            middle |= !fold.invertible;
        }
        hasMiddle = middle;
        distinctFolds = new DistinctFold[distinct];
        for (Fold fold : folds) {
            if (fold instanceof DistinctFold each) {
                distinctFolds[--distinct] = each;
            }
        }
        answer = new Accumulator[folds.length];
    }

    /** The state of the key whose event comes next. */
    void use(MapView<Long, Piece> pieces, MapView<StringData, Integer> seen) {
        this.pieces = pieces;
        this.seen = seen;
    }

    /** The piece of the key of the last event. */
    KeyPiece key() {
        return key;
    }

    /** Events so far that were older than what is held. */
    long late() {
        return late;
    }

    /** Events so far that were older than the newest of their key, late ones included. */
    long outOfOrder() {
        return outOfOrder;
    }

    /** The time by which an event counts: its own, or the last millisecond of its bucket. */
    long timeOf(long eventTime) {
        return resolution == 1 ? eventTime : Math.floorDiv(eventTime, resolution) * resolution + resolution - 1;
    }

    /** How long after its newest event a key may be forgotten, unless another event comes. */
    long retention() {
        return window + lateness;
    }

    /**
     * Takes in an event and answers it.
     *
     * @param event a chunk of one event; its time is changed to that of its bucket
     * @return by aggregate what its fold makes a result of, valid until the next call
     */
    Accumulator[] add(EventChunk event) throws Exception {
        long time = timeOf(event.times[0]);
        event.times[0] = time;
        Head head = (Head) pieces.get(HEAD);
        if (head == null) {
            head = first(time);
        } else if (head.window != window) {
            changeWindow(head);
        }
        if (time <= head.newest - window - lateness) {
            outOfOrder++;
            late++;
            answerAlone(event);
        } else {
            if (head.active.size >= chunkSize + keptActive) {
                makeRoom(head);
            }
            if (time >= head.newest) {
                append(head, event, time);
            } else {
                outOfOrder++;
                insert(head, event, time);
            }
        }
        pieces.put(HEAD, head);
        key = head;
        return answer;
    }

    private Head first(long time) {
        Head head = new Head();
        head.window = window;
        head.newest = time;
        head.timerAt = time + retention();
        head.isNew = true;
        head.nextId = FIRST_ID;
        head.active = resolution == 1 ? new EventChunk(slots, 8) : new BucketChunk(4);
        head.totals = Accumulator.array(folds.length);
        head.middle = Accumulator.array(folds.length);
        return head;
    }

    // ---- events in order ----

    private void append(Head head, EventChunk event, long time) throws Exception {
        head.newest = time;
        if (head.nextExpiry <= time - window) {
            expire(head, time - window);
        }
        if (head.firstTo <= time - window - lateness) {
            drop(head, time - window - lateness);
        }
        Chunk active = head.active;
        if (!head.hasChunks() && head.activeFrom > keptActive) {
            dropDead(head, time - window - lateness);
        }
        if (head.nextExpiry == Long.MAX_VALUE) {
            head.nextExpiry = time;
        }
        enter(head, active.insert(active.size, event, folds), event);
        answerNewest(head);
    }

    /** Lets go of the active events that are no longer held, once they are the larger part. */
    private static void dropDead(Head head, long bound) {
        Chunk active = head.active;
        if (active.times[active.size / 2] <= bound) {
            int dead = active.after(bound);
            active.dropFirst(dead);
            head.activeFrom -= dead;
        }
    }

    /** Takes an event that is in the window into the totals. */
    private void enter(Head head, long brought, EventChunk event) throws Exception {
        for (Fold fold : folds) {
            if (fold.invertible && !(fold instanceof DistinctFold)) {
                fold.add(head.totals[fold.ordinal], event, 0, 1);
            }
        }
        for (DistinctFold fold : distinctFolds) {
            if ((brought >>> fold.ordinal & 1) != 0) {
                enter(head.totals[fold.ordinal], fold.key(event, 0));
            }
        }
    }

    private void enter(Accumulator total, StringData value) throws Exception {
        Integer times = seen.get(value);
        seen.put(value, times == null ? 1 : times + 1);
        if (times == null) {
            total.number++;
        }
    }

    /** Takes entries that have left the window out of the totals. */
    private void leave(Head head, Chunk chunk, int from, int to) throws Exception {
        for (Fold fold : folds) {
            if (fold.invertible && !(fold instanceof DistinctFold)) {
                chunk.removeFrom(head.totals[fold.ordinal], fold, from, to);
            }
        }
        for (DistinctFold fold : distinctFolds) {
            Accumulator total = head.totals[fold.ordinal];
            chunk.eachValue(fold, from, to, value -> leave(total, value));
        }
    }

    private void leave(Accumulator total, StringData value) throws Exception {
        int times = seen.get(value);
        if (times == 1) {
            seen.remove(value);
            total.number--;
        } else {
            seen.put(value, times - 1);
        }
    }

    private void expire(Head head, long lower) throws Exception {
        if (head.active.size == 0 || head.active.lastTime() <= lower) {
            expireAll(head);
            return;
        }
        while (head.edge != Head.NONE) {
            Chunk oldest = head.oldest;
            int end = oldest.after(lower);
            leave(head, oldest, head.oldestFrom, end);
            head.oldestFrom = end;
            if (end < oldest.size) {
                head.nextExpiry = oldest.times[end];
                return;
            }
            nextEdge(head);
        }
        int end = head.active.after(lower);
        leave(head, head.active, head.activeFrom, end);
        head.activeFrom = end;
        head.nextExpiry = head.active.times[end];
    }

    private void expireAll(Head head) throws Exception {
        head.totals = Accumulator.array(folds.length);
        if (distinctFolds.length > 0) {
            seen.clear();
        }
        leaveChunks(head);
        head.activeFrom = head.active.size;
        head.nextExpiry = Long.MAX_VALUE;
    }

    /** Notes that the window no longer reaches into the chunks. */
    private void leaveChunks(Head head) {
        head.edge = Head.NONE;
        head.edgePage = Head.NONE;
        head.oldest = null;
        head.oldestFrom = 0;
        head.middle = Accumulator.array(folds.length);
    }

    private void nextEdge(Head head) throws Exception {
        Index page = index(head.edgePage);
        int next = page.find(head.edge) + 1;
        if (next == page.size) {
            if (head.edgePage == head.lastPage) {
                leaveChunks(head);
                return;
            }
            Index directory = index(DIRECTORY);
            int nextPage = directory.find(head.edgePage) + 1;
            head.edgePage = nextPage == directory.size ? head.lastPage : directory.ids[nextPage];
            page = index(head.edgePage);
            next = 0;
        }
        head.edge = page.ids[next];
        head.oldest = chunk(head.edge);
        head.oldestFrom = 0;
        sumMiddle(head, page, next);
    }

    /** Calculates anew what lies between the edge and the active events. */
    private void sumMiddle(Head head, Index edgePage, int edge) throws Exception {
        if (!hasMiddle) {
            return;
        }
        head.middle = Accumulator.array(folds.length);
        addSummaries(head.middle, edgePage, edge + 1, edgePage.size);
        if (head.edgePage == head.lastPage) {
            return;
        }
        Index directory = index(DIRECTORY);
        addSummaries(head.middle, directory, directory.find(head.edgePage) + 1, directory.size);
        Index last = index(head.lastPage);
        addSummaries(head.middle, last, 0, last.size);
    }

    private void addSummaries(Accumulator[] into, Index index, int from, int to) {
        for (int i = from; i < to; i++) {
            merge(into, index.summaries[i]);
        }
    }

    private void merge(Accumulator[] into, Accumulator[] later) {
        for (Fold fold : folds) {
            if (!(fold instanceof DistinctFold)) {
                fold.merge(into[fold.ordinal], later[fold.ordinal]);
            }
        }
    }

    private void drop(Head head, long bound) throws Exception {
        while (head.hasChunks()) {
            Index page = index(head.firstPage);
            int dead = 0;
            while (dead < page.size && page.to[dead] <= bound) {
                pieces.remove(page.ids[dead]);
                dead++;
            }
            if (dead < page.size) {
                page.dropFirst(dead);
                pieces.put(head.firstPage, page);
                head.firstTo = page.to[0];
                return;
            }
            dropFirstPage(head);
        }
    }

    private void dropFirstPage(Head head) throws Exception {
        pieces.remove(head.firstPage);
        if (head.firstPage == head.lastPage) {
            head.firstPage = Head.NONE;
            head.lastPage = Head.NONE;
            head.firstTo = Long.MAX_VALUE;
            head.lastTo = Long.MIN_VALUE;
            return;
        }
        Index directory = index(DIRECTORY);
        directory.dropFirst(1);
        if (directory.size == 0) {
            pieces.remove(DIRECTORY);
            head.firstPage = head.lastPage;
        } else {
            pieces.put(DIRECTORY, directory);
            head.firstPage = directory.ids[0];
        }
    }

    /** Moves the older part of the active events into a chunk of its own. */
    private void makeRoom(Head head) throws Exception {
        Chunk active = head.active;
        long bound = head.newest - window - lateness;
        if (active.times[chunkSize - 1] <= bound) {
            active.dropFirst(chunkSize);
            head.activeFrom -= chunkSize;
            return;
        }
        Chunk sealed = active.takeFirst(chunkSize);
        long id = head.nextId++;
        pieces.put(id, sealed);
        Accumulator[] summary = summary(sealed);
        list(head, id, sealed, summary);
        if (head.edge != Head.NONE) {
            if (hasMiddle) {
                merge(head.middle, summary);
            }
        } else if (head.activeFrom < chunkSize) {
            head.edge = id;
            head.edgePage = head.lastPage;
            head.oldest = sealed;
            head.oldestFrom = head.activeFrom;
            head.activeFrom = 0;
        } else {
            head.activeFrom -= chunkSize;
        }
    }

    private void list(Head head, long id, Chunk sealed, Accumulator[] summary) throws Exception {
        Index page;
        if (!head.hasChunks()) {
            page = openPage(head);
            head.firstPage = head.lastPage;
            head.firstTo = sealed.lastTime();
        } else {
            page = index(head.lastPage);
            if (page.size >= pageSize) {
                closePage(head, page);
                page = openPage(head);
            }
        }
        page.insert(page.size, id, sealed.firstTime(), sealed.lastTime(), summary);
        pieces.put(head.lastPage, page);
        head.lastTo = sealed.lastTime();
    }

    private static Index openPage(Head head) {
        head.lastPage = head.nextId++;
        return new Index();
    }

    /** Puts the last page into the directory. */
    private void closePage(Head head, Index page) throws Exception {
        Index directory = head.firstPage == head.lastPage ? new Index() : index(DIRECTORY);
        directory.insert(directory.size, head.lastPage, page.from[0], page.to[page.size - 1], summary(page));
        pieces.put(DIRECTORY, directory);
    }

    private Accumulator[] summary(Chunk chunk) {
        Accumulator[] summary = Accumulator.array(folds.length);
        for (Fold fold : folds) {
            if (!(fold instanceof DistinctFold)) {
                chunk.addTo(summary[fold.ordinal], fold, 0, chunk.size);
            }
        }
        return summary;
    }

    private Accumulator[] summary(Index page) {
        Accumulator[] summary = Accumulator.array(folds.length);
        addSummaries(summary, page, 0, page.size);
        return summary;
    }

    /** The answer of the newest event: totals, or the parts of the window put together. */
    private void answerNewest(Head head) {
        for (Fold fold : folds) {
            if (fold.invertible) {
                answer[fold.ordinal] = head.totals[fold.ordinal];
                continue;
            }
            Accumulator parts = new Accumulator();
            addWindow(head, fold, parts, head.active.size);
            answer[fold.ordinal] = parts;
        }
    }

    /** Adds the window from its beginning up to a position among the active events. */
    private static void addWindow(Head head, Fold fold, Accumulator into, int activeTo) {
        if (head.edge != Head.NONE) {
            head.oldest.addTo(into, fold, head.oldestFrom, head.oldest.size);
            fold.merge(into, head.middle[fold.ordinal]);
        }
        head.active.addTo(into, fold, head.activeFrom, activeTo);
    }

    // ---- events out of order ----

    private void answerAlone(EventChunk event) {
        for (Fold fold : folds) {
            Accumulator alone = new Accumulator();
            if (fold instanceof DistinctFold) {
                alone.number = event.counts(0, fold.ordinal) ? 1 : 0;
            } else {
                fold.add(alone, event, 0, 1);
            }
            answer[fold.ordinal] = alone;
        }
    }

    private void insert(Head head, EventChunk event, long time) throws Exception {
        long lower = head.newest - window;
        long brought;
        if (time >= head.lastTo) {
            brought = insertActive(head, event, time, lower);
        } else {
            brought = insertChunk(head, event, time);
            findEdge(head, lower);
        }
        if (time > lower) {
            enter(head, brought, event);
        }
        if (!head.hasChunks() || time >= head.active.firstTime()) {
            answerClose(head, time, lower);
        } else {
            answerFar(head, time, lower);
        }
    }

    private long insertActive(Head head, EventChunk event, long time, long lower) {
        Chunk active = head.active;
        int before = active.size;
        long brought = active.insert(active.after(time), event, folds);
        if (time <= lower) {
            head.activeFrom += active.size - before;
        } else if (head.edge == Head.NONE) {
            head.nextExpiry = active.times[head.activeFrom];
        }
        return brought;
    }

    private long insertChunk(Head head, EventChunk event, long time) throws Exception {
        Index directory = head.firstPage == head.lastPage ? null : index(DIRECTORY);
        long pageId = head.lastPage;
        Index page = index(pageId);
        int listed = NOT_LISTED;
        if (directory != null && time < page.from[0]) {
            listed = directory.covering(time);
            pageId = directory.ids[listed];
            page = index(pageId);
        }
        int at = page.covering(time);
        Chunk chunk = chunk(page.ids[at]);
        long brought = chunk.insert(chunk.after(time), event, folds);
        if (chunk.size >= 2 * chunkSize) {
            Chunk first = chunk.takeFirst(chunkSize);
            long id = head.nextId++;
            pieces.put(id, first);
            page.insert(at, id, first.firstTime(), first.lastTime(), summary(first));
            at++;
        }
        page.set(at, chunk.firstTime(), chunk.lastTime(), summary(chunk));
        pieces.put(page.ids[at], chunk);
        if (page.size >= 2 * pageSize) {
            Index first = page.takeFirst(pageSize);
            long id = head.nextId++;
            pieces.put(id, first);
            if (directory == null) {
                directory = new Index();
            }
            int before = listed == NOT_LISTED ? directory.size : listed++;
            directory.insert(before, id, first.from[0], first.to[first.size - 1], summary(first));
            pieces.put(DIRECTORY, directory);
        }
        pieces.put(pageId, page);
        if (listed != NOT_LISTED) {
            directory.set(listed, page.from[0], page.to[page.size - 1], summary(page));
            pieces.put(DIRECTORY, directory);
        }
        head.firstPage = directory == null ? head.lastPage : directory.ids[0];
        head.firstTo = index(head.firstPage).to[0];
        return brought;
    }

    /** Finds anew where the window begins. */
    private void findEdge(Head head, long lower) throws Exception {
        if (head.lastTo <= lower) {
            leaveChunks(head);
            head.activeFrom = head.active.after(lower);
            head.nextExpiry = head.active.times[head.activeFrom];
            return;
        }
        head.edgePage = head.lastPage;
        if (head.firstPage != head.lastPage) {
            Index directory = index(DIRECTORY);
            int at = firstAfter(directory, lower);
            if (at < directory.size) {
                head.edgePage = directory.ids[at];
            }
        }
        Index page = index(head.edgePage);
        int at = firstAfter(page, lower);
        head.edge = page.ids[at];
        head.oldest = chunk(head.edge);
        head.oldestFrom = head.oldest.after(lower);
        head.activeFrom = 0;
        head.nextExpiry = head.oldest.times[head.oldestFrom];
        sumMiddle(head, page, at);
    }

    private static int firstAfter(Index index, long lower) {
        int at = 0;
        while (at < index.size && index.to[at] <= lower) {
            at++;
        }
        return at;
    }

    /** An answer as of a time among the active events: the window without what is newer, with what was before it. */
    private void answerClose(Head head, long time, long lower) throws Exception {
        long from = Math.max(time - window, head.newest - window - lateness);
        long to = Math.min(time, lower);
        Chunk active = head.active;
        int activeTo = Math.max(active.after(time), head.activeFrom);
        for (Fold fold : folds) {
            if (fold.invertible) {
                answer[fold.ordinal] = head.totals[fold.ordinal].copy();
                if (!(fold instanceof DistinctFold)) {
                    active.removeFrom(answer[fold.ordinal], fold, activeTo, active.size);
                }
            } else {
                answer[fold.ordinal] = new Accumulator();
            }
        }
        if (from < to) {
            visit(head, from, to, new Adding());
        }
        for (Fold fold : folds) {
            if (!fold.invertible && time > lower) {
                addWindow(head, fold, answer[fold.ordinal], activeTo);
            }
        }
        countDistinct(head, time, lower);
    }

    /** An answer as of a time before the active events: from summaries. */
    private void answerFar(Head head, long time, long lower) throws Exception {
        for (Fold fold : folds) {
            answer[fold.ordinal] = new Accumulator();
        }
        visit(head, Math.max(time - window, head.newest - window - lateness), time, new Adding());
        countDistinct(head, time, lower);
    }

    /** Distinct values as of a time: those of the window without what is newer, with what was before it. */
    private void countDistinct(Head head, long time, long lower) throws Exception {
        if (distinctFolds.length == 0) {
            return;
        }
        long from = Math.max(time - window, head.newest - window - lateness);
        for (DistinctFold fold : distinctFolds) {
            Accumulator result = new Accumulator();
            answer[fold.ordinal] = result;
            if (time <= lower) {
                Set<StringData> values = new HashSet<>();
                visit(head, from, time, new Values(fold, values::add));
                result.number = values.size();
                continue;
            }
            Map<StringData, Integer> changes = new HashMap<>();
            visit(head, time, head.newest, new Values(fold, value -> changes.merge(value, -1, Integer::sum)));
            visit(head, from, lower, new Values(fold, value -> changes.merge(value, 1, Integer::sum)));
            result.number = head.totals[fold.ordinal].number;
            for (Map.Entry<StringData, Integer> change : changes.entrySet()) {
                Integer times = seen.get(change.getKey());
                int before = times == null ? 0 : times;
                int after = before + change.getValue();
                result.number += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
            }
        }
    }

    /** Shows all entries with from < time <= to in order of time, as summaries where that is wanted and possible. */
    private void visit(Head head, long from, long to, Visitor visitor) throws Exception {
        if (from >= to) {
            return;
        }
        if (head.hasChunks() && head.lastTo > from) {
            if (head.firstPage != head.lastPage) {
                visit(index(DIRECTORY), from, to, visitor, true);
            }
            visit(index(head.lastPage), from, to, visitor, false);
        }
        visit(head.active, from, to, visitor);
    }

    private void visit(Index index, long from, long to, Visitor visitor, boolean isDirectory) throws Exception {
        for (int i = 0; i < index.size && index.from[i] <= to; i++) {
            if (index.to[i] <= from) {
                continue;
            }
            if (visitor.takesSummaries() && index.from[i] > from && index.to[i] <= to) {
                visitor.summary(index.summaries[i]);
            } else if (isDirectory) {
                visit(index(index.ids[i]), from, to, visitor, false);
            } else {
                visit(chunk(index.ids[i]), from, to, visitor);
            }
        }
    }

    private static void visit(Chunk chunk, long from, long to, Visitor visitor) throws Exception {
        int start = chunk.after(from);
        int end = chunk.after(to);
        if (start < end) {
            visitor.entries(chunk, start, end);
        }
    }

    /** What is done with the entries of a range. */
    private interface Visitor {
        boolean takesSummaries();

        void summary(Accumulator[] summary);

        void entries(Chunk chunk, int from, int to) throws Exception;
    }

    /** Adds them to the answer. */
    private final class Adding implements Visitor {
        @Override
        public boolean takesSummaries() {
            return true;
        }

        @Override
        public void summary(Accumulator[] summary) {
            merge(answer, summary);
        }

        @Override
        public void entries(Chunk chunk, int from, int to) {
            for (Fold fold : folds) {
                if (!(fold instanceof DistinctFold)) {
                    chunk.addTo(answer[fold.ordinal], fold, from, to);
                }
            }
        }
    }

    /** Hands on their distinct values. */
    private record Values(DistinctFold fold, ValueConsumer consumer) implements Visitor {

        @Override
        public boolean takesSummaries() {
            return false;
        }

        @Override
        public void summary(Accumulator[] summary) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void entries(Chunk chunk, int from, int to) throws Exception {
            chunk.eachValue(fold, from, to, consumer);
        }
    }

    // ---- the rest ----

    /** Adapts the totals to another length of the window, from what is held. */
    private void changeWindow(Head head) throws Exception {
        head.window = window;
        long lower = head.newest - window;
        head.totals = Accumulator.array(folds.length);
        if (distinctFolds.length > 0) {
            seen.clear();
        }
        findEdge(head, lower);
        for (Fold fold : folds) {
            answer[fold.ordinal] = head.totals[fold.ordinal];
        }
        visit(head, lower, head.newest, new Adding());
        for (DistinctFold fold : distinctFolds) {
            Map<StringData, Integer> times = new HashMap<>();
            visit(head, lower, head.newest, new Values(fold, value -> times.merge(value, 1, Integer::sum)));
            for (Map.Entry<StringData, Integer> each : times.entrySet()) {
                seen.put(each.getKey(), each.getValue());
            }
            head.totals[fold.ordinal].number = times.size();
        }
    }

    private Index index(long id) throws Exception {
        return (Index) pieces.get(id);
    }

    private Chunk chunk(long id) throws Exception {
        return (Chunk) pieces.get(id);
    }
}
