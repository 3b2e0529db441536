package filbert.state;

import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. */
final class ByteReader {

    private final byte[] buffer;
    private int position;

    ByteReader(byte[] buffer) {
        this.buffer = buffer;
    }

    boolean atEnd() {
        return position >= buffer.length;
    }

    long count() {
        byte next = buffer[position++];
        if (next >= 0) {
            return next;
        }
        long value = next & 0x7F;
        int shift = 7;
        while (true) {
            next = buffer[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    int size() {
        return Math.toIntExact(count());
    }

    long number() {
        long value = count();
        return (value >>> 1) ^ -(value & 1);
    }

    long fixed() {
        long value = (long) ByteWriter.LONGS.get(buffer, position);
        position += Long.BYTES;
        return value;
    }

    double real() {
        double value = (double) ByteWriter.DOUBLES.get(buffer, position);
        position += Double.BYTES;
        return value;
    }

    void reals(double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = (double) ByteWriter.DOUBLES.get(buffer, position);
            position += Double.BYTES;
        }
    }

    byte[] raw(int length) {
        byte[] bytes = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return bytes;
    }

    byte[] bytes() {
        int length = size();
        return length == 0 ? null : raw(length - 1);
    }
}
