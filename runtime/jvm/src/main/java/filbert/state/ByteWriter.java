package filbert.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing byte buffer; whole numbers take as few bytes as they need. */
final class ByteWriter {

    static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_NUMBER = 10;

    private byte[] buffer = new byte[1024];
    private int size;

    void reset() {
        size = 0;
    }

    int size() {
        return size;
    }

    byte[] buffer() {
        return buffer;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /** A number that is never negative, or rarely: seven bits to a byte. */
    void count(long value) {
        reserve(LONGEST_NUMBER);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    /** A small number of either sign. */
    void number(long value) {
        count((value << 1) ^ (value >> 63));
    }

    /** Eight bytes. */
    void fixed(long value) {
        reserve(Long.BYTES);
        LONGS.set(buffer, size, value);
        size += Long.BYTES;
    }

    void real(double value) {
        reserve(Double.BYTES);
        DOUBLES.set(buffer, size, value);
        size += Double.BYTES;
    }

    void reals(double[] values, int from, int to) {
        reserve((to - from) * Double.BYTES);
        for (int i = from; i < to; i++) {
            DOUBLES.set(buffer, size, values[i]);
            size += Double.BYTES;
        }
    }

    void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    /** Bytes with their length before them; null is kept. */
    void bytes(byte[] bytes) {
        if (bytes == null) {
            count(0);
            return;
        }
        count(bytes.length + 1L);
        raw(bytes);
    }

    private void reserve(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
