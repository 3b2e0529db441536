package filbert.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places on the Earth: distances, directions, areas and geohashes, by the same steps as in the Python twin,
 * {@code place.py}. Latitudes and longitudes are in degrees; null stands for a place that does not exist.
 */
final class Place {
    private static final double DIAMETER = 12_742_017.6;
    private static final double DEGREES = 57.29577951308232;
    private static final int MOST_POINTS = 1_000;
    private static final String GEOHASH_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int LONGEST_GEOHASH = 12;

    /** Steps north and east, clockwise from the north. */
    private static final int[][] AROUND = {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};

    private static final String NUMBER = "(-?[0-9]{1,3}(?:\\.[0-9]{1,15})?)";
    private static final Pattern POINT = Pattern.compile(" *" + NUMBER + " +" + NUMBER + " *");

    private Place() {}

    static boolean exists(Double latitude, Double longitude) {
        return latitude != null && longitude != null && Math.abs(latitude) <= 90.0 && Math.abs(longitude) <= 180.0;
    }

    /** Metres along the surface, rounded to millimetres. */
    static Double distance(Double latitude, Double longitude, Double otherLatitude, Double otherLongitude) {
        if (!exists(latitude, longitude) || !exists(otherLatitude, otherLongitude)) {
            return null;
        }
        double here = latitude / DEGREES;
        double there = otherLatitude / DEGREES;
        double north = Elementary.sin((there - here) / 2.0);
        double east = Elementary.sin((otherLongitude / DEGREES - longitude / DEGREES) / 2.0);
        double share = north * north + Elementary.cos(here) * Elementary.cos(there) * (east * east);
        double angle = Elementary.asin(Math.min(Math.sqrt(share), 1.0));
        return Math.floor(DIAMETER * angle * 1_000.0 + 0.5) / 1_000.0;
    }

    /** Degrees from the north clockwise, below 360. */
    static Double bearing(Double latitude, Double longitude, Double otherLatitude, Double otherLongitude) {
        if (!exists(latitude, longitude) || !exists(otherLatitude, otherLongitude)) {
            return null;
        }
        double here = latitude / DEGREES;
        double there = otherLatitude / DEGREES;
        double turn = otherLongitude / DEGREES - longitude / DEGREES;
        double east = Elementary.sin(turn) * Elementary.cos(there);
        double north = Elementary.cos(here) * Elementary.sin(there)
                - Elementary.sin(here) * Elementary.cos(there) * Elementary.cos(turn);
        double angle = Elementary.atan2(east, north) * DEGREES;
        if (angle < 0.0) {
            angle += 360.0;
        }
        return angle >= 360.0 ? 0.0 : angle + 0.0;
    }

    /** The corners of an area, {@code 52.1 21.0, 52.2 21.1, 52.0 21.3}; null if it cannot be read. */
    static double[][] area(String text) {
        String[] parts = text.split(",", MOST_POINTS + 1);
        if (parts.length < 3 || parts.length > MOST_POINTS) {
            return null;
        }
        double[][] points = new double[parts.length][];
        for (int number = 0; number < parts.length; number++) {
            Matcher found = POINT.matcher(parts[number]);
            if (!found.matches()) {
                return null;
            }
            double latitude = Double.parseDouble(found.group(1));
            double longitude = Double.parseDouble(found.group(2));
            if (!exists(latitude, longitude)) {
                return null;
            }
            points[number] = new double[] {latitude, longitude};
        }
        return points;
    }

    /** Whether a place lies within an area or on its border. */
    static boolean isInArea(double latitude, double longitude, double[][] area) {
        boolean inside = false;
        double y = area[area.length - 1][0];
        double x = area[area.length - 1][1];
        for (double[] next : area) {
            double cross = (next[1] - x) * (latitude - y) - (next[0] - y) * (longitude - x);
            if (cross == 0.0 && isBetween(x, longitude, next[1]) && isBetween(y, latitude, next[0])) {
                return true;
            }
            if (y > latitude != next[0] > latitude && cross > 0.0 == next[0] > y) {
                inside = !inside;
            }
            y = next[0];
            x = next[1];
        }
        return inside;
    }

    private static boolean isBetween(double one, double value, double other) {
        return Math.min(one, other) <= value && value <= Math.max(one, other);
    }

    static String geohash(Double latitude, Double longitude, Long length) {
        if (!exists(latitude, longitude) || length == null || length < 1 || length > LONGEST_GEOHASH) {
            return null;
        }
        long rows = 1L << rowBits(length.intValue());
        long columns = 1L << columnBits(length.intValue());
        long row = Math.min((long) Math.floor((latitude + 90.0) / 180.0 * rows), rows - 1);
        long column = Math.min((long) Math.floor((longitude + 180.0) / 360.0 * columns), columns - 1);
        return written(row, column, length.intValue());
    }

    private static int rowBits(int length) {
        return length * 5 / 2;
    }

    private static int columnBits(int length) {
        return (length * 5 + 1) / 2;
    }

    /** The bits of a cell in turn, the first one its column's, five to a digit. */
    private static String written(long row, long column, int length) {
        long value = 0;
        for (int bit = 0; bit < length * 5; bit++) {
            long number = bit % 2 == 0 ? column : row;
            int place = (bit % 2 == 0 ? columnBits(length) : rowBits(length)) - 1 - bit / 2;
            value = value << 1 | number >> place & 1;
        }
        StringBuilder text = new StringBuilder(length);
        for (int shift = length * 5 - 5; shift >= 0; shift -= 5) {
            text.append(GEOHASH_DIGITS.charAt((int) (value >> shift & 31)));
        }
        return text.toString();
    }

    /** Row and column of a geohash; null if the text is none. */
    private static long[] cell(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_GEOHASH) {
            return null;
        }
        long[] cell = new long[2];
        int next = 1;
        for (char letter : text.toCharArray()) {
            int digit = GEOHASH_DIGITS.indexOf(letter);
            if (digit < 0) {
                return null;
            }
            for (int shift = 4; shift >= 0; shift--) {
                cell[next] = cell[next] << 1 | digit >> shift & 1;
                next = 1 - next;
            }
        }
        return cell;
    }

    /** Latitude and longitude of the middle of a cell. */
    static double[] middle(String text) {
        long[] cell = cell(text);
        if (cell == null) {
            return null;
        }
        double latitude = (cell[0] + 0.5) * 180.0 / (1L << rowBits(text.length())) - 90.0;
        return new double[] {latitude, (cell[1] + 0.5) * 360.0 / (1L << columnBits(text.length())) - 180.0};
    }

    /** The geohashes around one, from the north clockwise; at a pole there are none beyond. */
    static List<String> neighbours(String text) {
        long[] cell = cell(text);
        if (cell == null) {
            return null;
        }
        long rows = 1L << rowBits(text.length());
        long columns = 1L << columnBits(text.length());
        List<String> found = new ArrayList<>();
        for (int[] step : AROUND) {
            long row = cell[0] + step[0];
            if (row >= 0 && row < rows) {
                found.add(written(row, Math.floorMod(cell[1] + step[1], columns), text.length()));
            }
        }
        return found;
    }
}
