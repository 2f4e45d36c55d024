/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

/** What became of a text that was offered as an order. */
public sealed interface Taken {

    /**
     * It is recorded.
     *
     * @param version the registry version that has it; 0 while there is no registry
     * @param isNew false when it was known
     */
    record Recorded(long version, boolean isNew) implements Taken {}

    /** The id is known, with something else. */
    record OtherText(String sentence) implements Taken {}

    /** It cannot be an order here. */
    record Unfit(String sentence) implements Taken {}

    /** So many are recorded that something must be wrong; later it may be taken. */
    record TooMany(String sentence) implements Taken {}
}
