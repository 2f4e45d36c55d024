/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.model.verdict.LineKey;
import java.time.Instant;

/** What a resettlement tells of one interval of a line; of those that stay as they are it tells nothing. */
public sealed interface Told {

    /** It is another now, or would be. */
    record Changed(Change change) implements Told {}

    /** It stays as it is, because settling it again could not be trusted. */
    record Refused(LineKey line, Instant start, String reason) implements Told {}

    /** None of the interval's lines can be settled again. */
    record Unreadable(Instant start, String reason) implements Told {}

    /** In words, with a line's end. */
    default String text() {
        if (this instanceof Changed changed) {
            return changed.change().text();
        }
        if (this instanceof Refused refused) {
            return refused.line() + " " + refused.start() + ": refused, " + refused.reason() + "\n";
        }
        Unreadable unreadable = (Unreadable) this;
        return unreadable.start() + ": refused, " + unreadable.reason() + "\n";
    }

    /** As one line of JSON, without its end. */
    default String json() {
        if (this instanceof Changed changed) {
            return changed.change().json();
        }
        if (this instanceof Refused refused) {
            return "{\"interval_start\":\"" + refused.start() + "\",\"lease\":\""
                    + refused.line().lease() + "\",\"line\":\"" + refused.line().line() + "\",\"refused\":"
                    + Change.quoted(refused.reason()) + "}";
        }
        Unreadable unreadable = (Unreadable) this;
        return "{\"interval_start\":\"" + unreadable.start() + "\",\"refused\":" + Change.quoted(unreadable.reason())
                + "}";
    }
}
