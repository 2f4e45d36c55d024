/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.wire.QualityReason;
import java.util.Locale;

/** Why a request had no answer that could be used; the name is also the metric label and the log key. */
public enum Trouble {
    /** Nobody listens there. */
    REFUSED(QualityReason.CONNECTION_REFUSED),
    /** No connection within the time. */
    NOT_CONNECTED(QualityReason.NO_CONNECTION),
    /** No agreement on a secured connection: one side does not trust the other's certificate. */
    TLS(QualityReason.NO_CONNECTION),
    /** Connected, but no answer within the time. */
    TIMEOUT(QualityReason.TIMEOUT),
    /** The connection broke. */
    CLOSED(QualityReason.NO_CONNECTION),
    /** The gateway answered that the unit behind it does not. */
    GATEWAY(QualityReason.REFUSED_BY_DEVICE),
    /** The device answered with a Modbus exception. */
    EXCEPTION(QualityReason.REFUSED_BY_DEVICE),
    /** The answer does not fit the request. */
    BAD_ANSWER(QualityReason.BAD_ANSWER);

    private final QualityReason reason;

    Trouble(QualityReason reason) {
        this.reason = reason;
    }

    /** What is said of the points that were asked for. */
    QualityReason reason() {
        return reason;
    }

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only one request is spoilt by it, so that the next one may be asked. */
    boolean isOfOneRequest() {
        return this == EXCEPTION || this == BAD_ANSWER;
    }
}
