/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.Locale;

/** What was wrong with a message, or with a part of one; the name is also the metric label and the log key. */
public enum MessageFault implements Remarks.Reason {
    /** The message is longer than the source may send; it was not looked at. */
    TOO_LARGE,
    /** More messages came than the source may send; this one was not looked at. */
    TOO_FAST,
    /** The topic does not fit the source's template. */
    OTHER_TOPIC,
    /** The message is kept by the broker and does not say a time of now: nobody knows how old it is. */
    RETAINED,
    /** The message cannot be read in its format. */
    BAD_MESSAGE,
    /** A message holds more parts than anybody would send. */
    TOO_MANY,
    /** The line cannot be read. */
    BAD_LINE,
    /** A measurement that no reading comes of. */
    UNKNOWN_MEASUREMENT,
    /** The line does not say which node. */
    NO_NODE,
    /** The line says neither which GPU by index nor by uuid. */
    NO_GPU,
    /** The line does not say which endpoint, or the registry knows none of that name that this collector reads. */
    NO_ENDPOINT,
    /** Neither topic nor message gives the asset, or its name is none that the registry could have. */
    NO_ASSET,
    /** Neither topic nor message gives the point's name. */
    NO_POINT,
    /** A value that the device file names is not in the message. */
    NO_VALUE,
    /** The message gives a unit that is not known. */
    UNKNOWN_UNIT,
    /** A known field has a value that cannot be; it is taken as not said. */
    BAD_VALUE,
    /** The time cannot be read; the time of receipt is taken. */
    BAD_TIME,
    /** A known field has a value that another unit than its own would explain; it is taken as not said. */
    DOUBTFUL_UNIT,
    /** The source's clock is more than two seconds off; the time of receipt is taken. */
    SUSPECT_TIME,
    /** The broker refused what the collector published; for a source that can only be a request for birth messages. */
    PUBLISH_REFUSED;

    /** The name as metrics and logs write it. */
    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
