/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.Locale;

/** Why a request had no answer that could be used; the name is also the metric label and the log key. */
public enum Trouble {
    /** Nobody listens there. */
    REFUSED,
    /** No connection within the time. */
    NOT_CONNECTED,
    /** No agreement on a secured connection: one side does not trust the other's certificate. */
    TLS,
    /** Connected, but no answer within the time. */
    TIMEOUT,
    /** The connection broke. */
    CLOSED,
    /** The gateway answered that the unit behind it does not. */
    GATEWAY,
    /** The device answered with a Modbus exception. */
    EXCEPTION,
    /** The answer does not fit the request. */
    BAD_ANSWER;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only one request is spoilt by it, so that the next one may be asked. */
    boolean isOfOneRequest() {
        return this == EXCEPTION || this == BAD_ANSWER;
    }
}
