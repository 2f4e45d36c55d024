/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import io.nameplate.collectors.mqtt.Remarks;
import java.util.Locale;

/** What was wrong in a session; the name is also the metric label. */
enum SessionFault implements Remarks.Reason {
    /** Data of a node or device whose birth was not heard: it does not count, and births are asked for. */
    NOT_BORN("data before a birth; births are asked for"),
    /** A message is missing and did not come in time: nothing counts until births were heard. */
    SEQ_GAP("a message is missing; nothing counts until births are heard, they are asked for"),
    /** Too much waits for missing messages, of all nodes together: of this one nothing counts until births were heard. */
    TOO_MANY_EARLY("too much waits for missing messages, of all nodes together; births are asked for"),
    /** A message came twice, or after one that already counted as the last before it. */
    SEQ_BEHIND("a message came twice or too late"),
    /** A message without a sequence number that must have one. */
    NO_SEQ("a message has no sequence number"),
    /** The death of an earlier connection: the node lives on. */
    OLD_DEATH("the death of an earlier connection came; it is ignored"),
    /** An alias or name that no birth declared. */
    UNKNOWN_METRIC("an alias or name that no birth declared; births are asked for"),
    /** An alias that a birth gives to two metrics. */
    DOUBLE_ALIAS("two metrics have the same alias; it counts for neither"),
    /** A stored value that says no time, or one to come, or is no good number. */
    STORED_LEFT_OUT("a stored value that is no good number, or of no time that was, is left out"),
    /** More nodes or metrics than one source may have. */
    TOO_MANY_TAGS("its births declare more metrics than one source may have");

    private final String sentence;

    SessionFault(String sentence) {
        this.sentence = sentence;
    }

    /** For an operator. */
    String sentence() {
        return sentence;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
