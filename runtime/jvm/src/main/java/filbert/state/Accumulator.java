package filbert.state;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.table.data.StringData;

/**
 * What one aggregate knows about a range of events. Each {@link Fold} uses the fields that it needs; only those are
 * written to state.
 */
final class Accumulator {

    private static final int COUNT = 1;
    private static final int WHOLE = 1 << 1;
    private static final int EXACT = 1 << 2;
    private static final int BIG = 1 << 3;
    private static final int NUMBER = 1 << 4;
    private static final int REAL = 1 << 5;
    private static final int BYTES = 1 << 6;
    private static final int VALUES = 1 << 7;

    /** Events that count. */
    long count;

    /** A whole sum of 128 bits, two's complement: BIGINT and narrow DECIMAL. */
    long high;

    long low;

    /** Sum of DOUBLE; null while there was none. */
    ExactSum exact;

    /** Sum of wide DECIMAL; null while there was none. */
    BigInteger big;

    /** A value (smallest, largest, first, last) by the kind of its slot, or a count of distinct values. */
    long number;

    double real;
    byte[] bytes;

    /** The distinct values of one bucket; null without any. */
    Set<StringData> values;

    static Accumulator[] array(int size) {
        Accumulator[] array = new Accumulator[size];
        for (int i = 0; i < size; i++) {
            array[i] = new Accumulator();
        }
        return array;
    }

    void addWhole(long value) {
        long before = low;
        low += value;
        high += (value >> 63) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
    }

    void removeWhole(long value) {
        long before = low;
        low -= value;
        high -= (value >> 63) + (Long.compareUnsigned(before, value) < 0 ? 1 : 0);
    }

    void addWhole(Accumulator other) {
        long before = low;
        low += other.low;
        high += other.high + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
    }

    void removeWhole(Accumulator other) {
        long before = low;
        low -= other.low;
        high -= other.high + (Long.compareUnsigned(before, other.low) < 0 ? 1 : 0);
    }

    /** Whether the whole sum fits a long. */
    boolean isLong() {
        return high == low >> 63;
    }

    BigInteger whole() {
        BigInteger unsigned = BigInteger.valueOf(low >>> 1).shiftLeft(1).or(BigInteger.valueOf(low & 1));
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsigned);
    }

    ExactSum exact() {
        if (exact == null) {
            exact = new ExactSum();
        }
        return exact;
    }

    Set<StringData> values() {
        if (values == null) {
            values = new HashSet<>();
        }
        return values;
    }

    Accumulator copy() {
        Accumulator copy = new Accumulator();
        copy.count = count;
        copy.high = high;
        copy.low = low;
        copy.exact = exact == null ? null : exact.copy();
        copy.big = big;
        copy.number = number;
        copy.real = real;
        copy.bytes = bytes;
        copy.values = values == null ? null : new HashSet<>(values);
        return copy;
    }

    static Accumulator[] copy(Accumulator[] array) {
        Accumulator[] copy = new Accumulator[array.length];
        for (int i = 0; i < array.length; i++) {
            copy[i] = array[i].copy();
        }
        return copy;
    }

    void write(ByteWriter out) {
        int present =
                (count != 0 ? COUNT : 0)
                        | (high != 0 || low != 0 ? WHOLE : 0)
                        | (exact != null && !exact.isEmpty() ? EXACT : 0)
                        | (big != null && big.signum() != 0 ? BIG : 0)
                        | (number != 0 ? NUMBER : 0)
                        | (real != 0 ? REAL : 0)
                        | (bytes != null ? BYTES : 0)
                        | (values != null ? VALUES : 0);
        out.count(present);
        if ((present & COUNT) != 0) {
            out.count(count);
        }
        if ((present & WHOLE) != 0) {
            out.fixed(high);
            out.fixed(low);
        }
        if ((present & EXACT) != 0) {
            exact.write(out);
        }
        if ((present & BIG) != 0) {
            out.bytes(big.toByteArray());
        }
        if ((present & NUMBER) != 0) {
            out.number(number);
        }
        if ((present & REAL) != 0) {
            out.real(real);
        }
        if ((present & BYTES) != 0) {
            out.bytes(bytes);
        }
        if ((present & VALUES) != 0) {
            out.count(values.size());
            for (StringData value : values) {
                out.bytes(value.toBytes());
            }
        }
    }

    static Accumulator read(ByteReader in) {
        Accumulator read = new Accumulator();
        long present = in.count();
        if ((present & COUNT) != 0) {
            read.count = in.count();
        }
        if ((present & WHOLE) != 0) {
            read.high = in.fixed();
            read.low = in.fixed();
        }
        if ((present & EXACT) != 0) {
            read.exact = ExactSum.read(in);
        }
        if ((present & BIG) != 0) {
            read.big = new BigInteger(in.bytes());
        }
        if ((present & NUMBER) != 0) {
            read.number = in.number();
        }
        if ((present & REAL) != 0) {
            read.real = in.real();
        }
        if ((present & BYTES) != 0) {
            read.bytes = in.bytes();
        }
        if ((present & VALUES) != 0) {
            int size = in.size();
            read.values = new HashSet<>(size * 2);
            for (int i = 0; i < size; i++) {
                read.values.add(StringData.fromBytes(in.bytes()));
            }
        }
        return read;
    }

    static void write(ByteWriter out, Accumulator[] array) {
        out.count(array.length);
        for (Accumulator each : array) {
            each.write(out);
        }
    }

    static Accumulator[] readArray(ByteReader in) {
        Accumulator[] array = new Accumulator[in.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = read(in);
        }
        return array;
    }
}
