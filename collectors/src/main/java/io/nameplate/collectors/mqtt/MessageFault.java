/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.Locale;

/** Why a line of a message, or its time, was not taken as it stands; the name is also the metric label. */
public enum MessageFault {
    /** The line is no Influx line protocol. */
    BAD_LINE,
    /** Nothing is known of such a measurement. */
    UNKNOWN_MEASUREMENT,
    /** The line does not say which node. */
    NO_NODE,
    /** The line says neither which GPU by index nor by uuid. */
    NO_GPU,
    /** The line does not say which endpoint, or the registry knows none of that name that this collector reads. */
    NO_ENDPOINT,
    /** A known field has a value that cannot be; it is taken as not said. */
    BAD_VALUE,
    /** The source's clock is more than two seconds off; the time of receipt is taken. */
    SUSPECT_TIME;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
