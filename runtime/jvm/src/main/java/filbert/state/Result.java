package filbert.state;

import java.io.Serializable;

/** How a total becomes a result, in the sense of {@link Fold#result}. */
@FunctionalInterface
interface Result extends Serializable {
    Object of(Accumulator accumulator);
}
