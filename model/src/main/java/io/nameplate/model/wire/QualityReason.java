/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.Locale;

/** Why a reading has the quality it has; the name in small letters is also the metric label and the log key. */
public enum QualityReason {
    /** Nothing is to be said of it. */
    NONE(0),
    /** A reason that this version does not know. */
    OTHER(1),
    /** Below the least or above the most that the point can be. */
    RANGE(2),
    /** Further from the values before it than the point can go in that time. */
    SPIKE(3),
    /** The very same value, other than zero, for more readings in a row than is credible. */
    FLAT_LINE(4),
    /** Not a number, or infinite. */
    NOT_A_NUMBER(5),
    /** The device's own mark for 'no value'. */
    BLANK(6),
    /** A counter went through its end and began anew. */
    COUNTER_ROLLOVER(7),
    /** A counter was set to zero. */
    COUNTER_RESET(8),
    /** A counter fell, and neither its end nor zero explains it. */
    COUNTER_DECREASE(9),
    /** A counter rose by more than it can in that time. */
    COUNTER_JUMP(10),
    /** The source's clock is off by more than is tolerated: the reading carries the time of its receipt. */
    CLOCK_OFFSET(11),
    /** The parts and their total do not agree. */
    SUM_CHECK(12),
    /** The source itself says so. */
    SOURCE(13),
    /** The device answered that it cannot give the value. */
    REFUSED_BY_DEVICE(14),
    /** The device's answer does not fit the question. */
    BAD_ANSWER(15),
    /** Nobody listens at the device's address. */
    CONNECTION_REFUSED(16),
    /** No connection, or it broke. */
    NO_CONNECTION(17),
    /** Connected, but no answer within the time. */
    TIMEOUT(18),
    /** Who passes the reading on said that its source is gone. */
    SOURCE_GONE(19),
    /** Possible only in another unit than the one that is said. */
    UNIT_CONTRADICTED(20),
    /** Possible in two units, and nothing says which. */
    UNIT_UNKNOWN(21),
    /** A fraction of what only comes whole. */
    NOT_WHOLE(22),
    /** Full utilization of an engine whose own counter says that it does nothing. */
    ENGINE_SAYS_IDLE(23),
    /** High utilization at the power that the same GPU draws when it is idle. */
    POWER_SAYS_IDLE(24),
    /** At work, and nothing of it changes any more: somebody repeats an old answer. */
    FROZEN(25),
    /** A clock that the kind of GPU which the registry names does not reach. */
    CLOCK_BEYOND_SKU(26);

    private final int code;

    QualityReason(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }

    static QualityReason of(long code) {
        for (QualityReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return OTHER;
    }

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
